"""gunicorn's settings, the same in the demo and in production; WEB_CONCURRENCY sets the number of processes."""

worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 20
keepalive = 5
# A slow leak never grows old; the jitter keeps the processes from restarting together.
max_requests = 5000
max_requests_jitter = 500
# Every request is already one structured line (django_structlog).
accesslog = None
loglevel = "warning"
control_socket_disable = True
