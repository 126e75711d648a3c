package io.tidemark.loader.load;

import io.tidemark.loader.fold.Fold;
import io.tidemark.loader.fold.KeyChanges;
import io.tidemark.loader.model.EnvironmentException;
import io.tidemark.loader.model.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Keeps the keys of changes that would not fit into memory together in temporary files, split by their hash, so that each
 * part can be folded alone and the objects are read but once. The files have no name any more as soon as they are open, so
 * that they go with the JVM whatever its end. Belongs to one thread.
 */
final class KeySpill implements KeyChanges, AutoCloseable {

    /** More files than that are not opened; a part is then larger than it should be. */
    private static final int MOST_PARTS = 500;

    private static final int BUFFER_BYTES = 16 * 1024;

    /** Length of the key, object, row, operation, position, unlogged columns. */
    private static final int NUMBER_BYTES = 3 * Integer.BYTES + Byte.BYTES + 4 * Long.BYTES;

    private final Path folder;
    private final List<Part> parts = new ArrayList<>();

    /** In that many parts, which are files in a folder. */
    KeySpill(Path folder, int parts) {
        this.folder = folder;
        try {
            for (int part = 0; part < Math.min(parts, MOST_PARTS); part++) {
                this.parts.add(new Part(temporaryFile()));
            }
        } catch (IOException e) {
            close();
            throw failure(e);
        }
    }

    private FileChannel temporaryFile() throws IOException {
        Path file = Files.createTempFile(folder, "tidemark-keys-", "");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Files.delete(file);
        return channel;
    }

    int parts() {
        return parts.size();
    }

    @Override
    public void add(
            byte[] key,
            int from,
            int length,
            int object,
            int row,
            Operation operation,
            long time,
            long sequence,
            long ordinal,
            long unlogged) {
        try {
            parts.get(Fold.partOf(key, from, length, parts.size()))
                    .room(NUMBER_BYTES + length)
                    .putInt(length)
                    .put(key, from, length)
                    .putInt(object)
                    .putInt(row)
                    .put(operation.code())
                    .putLong(time)
                    .putLong(sequence)
                    .putLong(ordinal)
                    .putLong(unlogged);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Hands a part over, of which nothing is left then. */
    void read(int part, KeyChanges out) {
        try (Part read = parts.get(part)) {
            read.rewind();
            byte[] key = new byte[BUFFER_BYTES];
            while (read.has(Integer.BYTES)) {
                int length = read.bytes(Integer.BYTES).getInt();
                if (length > key.length) {
                    key = new byte[length];
                }
                ByteBuffer change = read.bytes(NUMBER_BYTES - Integer.BYTES + length);
                change.get(key, 0, length);
                out.add(
                        key,
                        0,
                        length,
                        change.getInt(),
                        change.getInt(),
                        Objects.requireNonNull(Operation.ofCode(change.get())),
                        change.getLong(),
                        change.getLong(),
                        change.getLong(),
                        change.getLong());
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private EnvironmentException failure(IOException cause) {
        return new EnvironmentException(
                "keys beyond load.fold-memory cannot wait in temporary files in " + folder + " (" + cause
                        + "); make room there (about 60 bytes for each change), name another folder by"
                        + " -Djava.io.tmpdir, or raise load.fold-memory",
                cause);
    }

    @Override
    public void close() {
        for (Part part : parts) {
            try {
                part.close();
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    /** One file with its buffer: first written, then read. */
    private static final class Part implements AutoCloseable {

        private final FileChannel file;
        private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

        Part(FileChannel file) {
            this.file = file;
        }

        /** The buffer, with room for that many bytes. */
        ByteBuffer room(int bytes) throws IOException {
            if (buffer.remaining() < bytes) {
                flush();
                if (buffer.capacity() < bytes) {
                    buffer = ByteBuffer.allocate(bytes);
                }
            }
            return buffer;
        }

        private void flush() throws IOException {
            buffer.flip();
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            buffer.clear();
        }

        void rewind() throws IOException {
            flush();
            file.position(0);
            buffer.limit(0);
        }

        /** Whether there are that many bytes more; they are in the buffer then. */
        boolean has(int bytes) throws IOException {
            if (buffer.remaining() >= bytes) {
                return true;
            }
            if (buffer.capacity() < bytes) {
                buffer = ByteBuffer.allocate(bytes).put(buffer);
            } else {
                buffer.compact();
            }
            while (buffer.position() < bytes && file.read(buffer) >= 0) {
                // until there are enough or none
            }
            buffer.flip();
            return buffer.remaining() >= bytes;
        }

        ByteBuffer bytes(int count) throws IOException {
            if (!has(count)) {
                throw new IOException("a temporary file ended early");
            }
            return buffer;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
