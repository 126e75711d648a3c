package io.tidemark.loader.fold;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers distinct keys from 0 in the order of their first appearance. Open addressing over primitive arrays; the keys
 * lie one behind the other in pages, each after its length, so that nothing is allocated for a key.
 */
final class KeyTable {

    /** The longest key that fits; PostgreSQL's index rows end far below. */
    static final int LONGEST_KEY = 64 * 1024;

    private static final int PAGE_BITS = 20;
    private static final int PAGE_BYTES = 1 << PAGE_BITS;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private int[] slots = new int[1 << 12];
    private int[] hashes = new int[1 << 11];
    private int[] places = new int[1 << 11];
    private int size;
    private byte[][] pages = new byte[16][];
    private int end = PAGE_BYTES;
    private int pageCount;

    int size() {
        return size;
    }

    /** A hash whose upper half is independent enough of the lower half to choose a pass with. */
    static long hash(byte[] bytes, int from, int length) {
        long hash = length * 0x9E3779B97F4A7C15L;
        int i = from;
        for (; i <= from + length - Long.BYTES; i += Long.BYTES) {
            hash = mix(hash ^ (long) LONG.get(bytes, i));
        }
        long rest = 0;
        for (; i < from + length; i++) {
            rest = (rest << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return mix(hash ^ rest);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0xD6E8FEB86659FD93L;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 32;
    }

    /** The number of the key; {@link #size} grows by one if it is new. */
    int numberOf(byte[] bytes, int from, int length, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            if (hashes[number] == hash && isAt(places[number], bytes, from, length)) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        slots[slot] = add(bytes, from, length, hash) + 1;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    int length(int number) {
        int place = places[number];
        return (int) INT.get(pages[place >>> PAGE_BITS], place & PAGE_BYTES - 1);
    }

    byte[] page(int number) {
        return pages[places[number] >>> PAGE_BITS];
    }

    int offset(int number) {
        return (places[number] & PAGE_BYTES - 1) + Integer.BYTES;
    }

    private boolean isAt(int place, byte[] bytes, int from, int length) {
        byte[] page = pages[place >>> PAGE_BITS];
        int offset = place & PAGE_BYTES - 1;
        if ((int) INT.get(page, offset) != length) {
            return false;
        }
        int start = offset + Integer.BYTES;
        return Arrays.equals(page, start, start + length, bytes, from, from + length);
    }

    private int add(byte[] bytes, int from, int length, int hash) {
        if (end + Integer.BYTES + length > PAGE_BYTES) {
            if (pageCount == pages.length) {
                pages = Arrays.copyOf(pages, pageCount * 2);
            }
            pages[pageCount++] = new byte[PAGE_BYTES];
            end = 0;
        }
        if (size == places.length) {
            places = Arrays.copyOf(places, size + (size >> 1));
            hashes = Arrays.copyOf(hashes, size + (size >> 1));
        }
        byte[] page = pages[pageCount - 1];
        INT.set(page, end, length);
        System.arraycopy(bytes, from, page, end + Integer.BYTES, length);
        places[size] = ((pageCount - 1) << PAGE_BITS) | end;
        hashes[size] = hash;
        end += Integer.BYTES + length;
        return size++;
    }

    private void rehash() {
        int[] larger = new int[slots.length * 2];
        int mask = larger.length - 1;
        for (int number = 0; number < size; number++) {
            int slot = hashes[number] & mask;
            while (larger[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            larger[slot] = number + 1;
        }
        slots = larger;
    }
}
