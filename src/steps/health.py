"""Asks the container itself: PORT PATH for a page, which is well with a status from 200 to 399; PORT for a connection alone."""
import socket, sys

port, *path = sys.argv[1:]
try:
    with socket.create_connection(("localhost", port)) as server:
        if not path:
            sys.exit()
        request = f"GET {path[0]} HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n"
        server.sendall(request.encode())
        status = server.makefile("rb").readline(200)
except OSError as error:
    sys.exit(f"port {port}: {error}")
print(status.decode("latin-1").strip())
sys.exit(status[9:10] not in (b"2", b"3"))
