"""A line that breaks: every connection is cut after a random number of bytes, in either direction."""

import random
import socket
import struct
import threading


class CuttingProxy:
    """Forwards from `port` to `target_port` of loopback; `cuts` counts the connections it broke,
    `passed` the bytes that went to the server."""

    def __init__(self, target_port, port, seed):
        self.target_port = target_port
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.cuts = 0
        self.passed = 0
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                # Some connections break within the headers, most within an image, some never.
                budget = int(2 ** self.random.uniform(9, 20))
            threading.Thread(target=self._serve, args=(client, budget), daemon=True).start()

    def _serve(self, client, budget):
        try:
            server = socket.create_connection(("127.0.0.1", self.target_port))
        except OSError:
            client.close()
            return
        left = [budget]
        pumps = [
            threading.Thread(target=self._pump, args=(client, server, left, True), daemon=True),
            threading.Thread(target=self._pump, args=(server, client, left, False), daemon=True),
        ]
        for pump in pumps:
            pump.start()
        for pump in pumps:
            pump.join()
        client.close()
        server.close()

    def _pump(self, source, sink, left, up):
        try:
            while piece := source.recv(4096):
                with self.lock:
                    passed = min(len(piece), left[0])
                    left[0] -= passed
                    self.passed += passed if up else 0
                sink.sendall(piece[:passed])
                if passed < len(piece):
                    self._cut(source, sink)
                    return
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def _cut(self, *ends):
        with self.lock:
            self.cuts += 1
        for end in ends:
            # Closed with a reset, as a radio that is gone looks to both sides.
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.shutdown(socket.SHUT_RDWR)

    def end(self):
        """Takes no more connections."""
        self.listener.close()
