"""The only floor that imports TensorFlow; it runs in worker processes, never in the web server."""
