"""Plotly only: plain data in, `go.Figure` out. Colours live in `theme`, nowhere else."""
