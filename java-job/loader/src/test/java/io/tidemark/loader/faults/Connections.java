package io.tidemark.loader.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Takes connections on a free port of this machine and serves each in a thread of its own until it is closed. */
abstract class Connections implements AutoCloseable {

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    Connections() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Serves a connection; whatever ends it closes it. */
    abstract void serve(Socket client) throws IOException;

    final int port() {
        return server.getLocalPort();
    }

    /** Opens a connection that {@link #cut} closes like those of clients. */
    final Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket(host, port);
        open.add(socket);
        return socket;
    }

    /** Closes every connection; new ones are taken. */
    final void cut() {
        open.forEach(Connections::quietly);
        open.clear();
    }

    /** Passes on what comes until it ends. */
    static void pump(InputStream from, OutputStream to) throws IOException {
        byte[] piece = new byte[16 * 1024];
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            to.write(piece, 0, count);
            to.flush();
        }
    }

    static Thread start(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone, which is all that was wanted.
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                start(() -> serveAndClose(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serveAndClose(Socket client) {
        try (client) {
            serve(client);
        } catch (IOException e) {
            // One of the sides went away: the other one sees the end of the connection.
        } finally {
            open.remove(client);
        }
    }

    @Override
    public final void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
