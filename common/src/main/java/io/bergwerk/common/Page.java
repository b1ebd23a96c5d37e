package io.bergwerk.common;

/// A bounded part of a list.
///
/// @param number counts pages from 0
/// @param size most rows a page holds, 1 to 1,000
public record Page(int number, int size) {
    public static final int MAX_SIZE = 1000;
    public static final Page FIRST = new Page(0, 100);

    public Page {
        if (number < 0) {
            throw ApiException.invalid("paging.page", number, "0 or more");
        }
        if (size < 1 || size > MAX_SIZE) {
            throw ApiException.invalid("paging.count", size, "1 to " + MAX_SIZE);
        }
    }

    public long offset() {
        return (long) number * size;
    }
}
