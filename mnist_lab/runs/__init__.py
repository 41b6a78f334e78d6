"""The web server's side of training: settings, history, the pool of workers, a run to be watched and steered."""
