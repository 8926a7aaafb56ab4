"""HTTPS in front of a server on loopback. Arguments: a certificate, its key, and the server's port. Prints its own port."""

import socket
import ssl
import sys
import threading

certificate, key, port = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)


def answer(client):
    # A client that does not trust the certificate goes away.
    try:
        with context.wrap_socket(client, server_side=True) as client, socket.create_connection(("127.0.0.1", int(port))) as server:
            request = b""
            while b"\r\n\r\n" not in request and (block := client.recv(1 << 16)):
                request += block
            server.sendall(request)
            while block := server.recv(1 << 16):
                client.sendall(block)
    except OSError:
        pass


with socket.create_server(("127.0.0.1", 0)) as listener:
    print(listener.getsockname()[1], flush=True)
    while True:
        threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()
