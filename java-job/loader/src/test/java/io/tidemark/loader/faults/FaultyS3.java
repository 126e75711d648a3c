package io.tidemark.loader.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.sandbox.SandboxS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * Stands in front of the real S3 API and passes requests on as they are, but for faults by rule. Each connection serves
 * one request.
 */
final class FaultyS3 extends Connections {

    private static final String HEAD_END = "\r\n\r\n";

    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile BiFunction<String, Integer, Fault> rule = (target, number) -> Fault.NONE;

    /** What happens to an answer. */
    @FunctionalInterface
    interface Fault {

        Fault NONE = Connections::pump;

        void pass(InputStream answer, OutputStream client) throws IOException;

        /** S3 is too busy. */
        static Fault slowDown() {
            return answer(
                    "503 Slow Down",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code>"
                            + "<Message>Please reduce your request rate.</Message></Error>");
        }

        /** Another answer with a status, and nothing or an XML document in it. */
        static Fault answer(String status, String body) {
            return (answer, client) -> client.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\n"
                            + "Connection: close\r\nContent-Length: " + body.length() + HEAD_END + body)
                    .getBytes(ISO_8859_1));
        }

        /** The connection ends after so many bytes of the body. */
        static Fault cutAfter(int bytes) {
            return (answer, client) -> {
                client.write(head(answer).getBytes(ISO_8859_1));
                client.write(answer.readNBytes(bytes));
                client.flush();
            };
        }

        /** Every byte of the answer's beginning takes its time. */
        static Fault trickle(int bytes, int millisEach) {
            return (answer, client) -> {
                for (int i = 0; i < bytes; i++) {
                    client.write(answer.read());
                    client.flush();
                    pause(millisEach);
                }
                pump(answer, client);
            };
        }
    }

    /** How many answers had a fault. */
    int faults() {
        return faults.get();
    }

    String endpoint() {
        return "http://127.0.0.1:" + port();
    }

    /**
     * Sets the fault of each request by its target, which is path and query as text, and its number among those to the same
     * target, from 1. The rule is asked before the request reaches S3, and may do or wait for something first.
     */
    FaultyS3 rule(BiFunction<String, Integer, Fault> wanted) {
        counts.clear();
        rule = wanted;
        return this;
    }

    @Override
    void serve(Socket client) throws IOException {
        String head = head(client.getInputStream());
        if (head.isEmpty()) {
            return;
        }
        String target = URLDecoder.decode(head.split(" ", 3)[1], UTF_8);
        Fault fault = rule.apply(
                target,
                counts.computeIfAbsent(target, key -> new AtomicInteger()).incrementAndGet());
        faults.addAndGet(fault == Fault.NONE ? 0 : 1);
        URI s3 = SandboxS3.shared().endpoint();
        try (Socket server = connect(s3.getHost(), s3.getPort())) {
            // One request for each connection, so that the end of the answer is the end of the stream.
            String once = head.replaceAll("(?i)\r\nConnection: [^\r]*", "")
                    .replace(HEAD_END, "\r\nConnection: close" + HEAD_END);
            server.getOutputStream().write(once.getBytes(ISO_8859_1));
            fault.pass(server.getInputStream(), client.getOutputStream());
        }
    }

    /** Everything up to the body. */
    private static String head(InputStream from) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith(HEAD_END)) {
            int next = from.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            text = next == '\n' ? head.toString(ISO_8859_1) : "";
        }
        return text;
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
