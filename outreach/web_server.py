"""How gunicorn takes requests: `gunicorn outreach.wsgi --config python:outreach.web_server`.

Limits are a little above the longest that our own pages send, so that the absurd ends here, with
an answer below 500 and before Django sees it. How large a body may be is Django's to say.
"""

threads = 8
# The longest address filters the contacts; a sign-in's way back carries one such within another.
limit_request_line = 4094
# A browser and two proxies send about thirty headers. The longest holds the cookies.
limit_request_fields = 60
limit_request_field_size = 8190

# Seconds. A worker that does not answer its parent is replaced; a thread may work on.
timeout = 30
graceful_timeout = 30
keepalive = 5
# What leaks leaves with its process.
max_requests = 10_000
max_requests_jitter = 1_000

# A name with an underscore could pass for the header of a proxy; no proxy sets our paths.
header_map = "drop"
forwarder_headers = ""
# Addresses of people stay out of a log of the server's own, and nothing steers it from outside.
accesslog = None
control_socket_disable = True
