package io.bergwerk.server.rpc;

import io.bergwerk.api.v1.Paging;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.Page;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/// Lists that are answered page by page if their caller asks for that.
public final class Paged {
    private Paged() {}

    /// @param given absent where the whole list is wanted
    /// @throws ApiException `INVALID_ARGUMENT` naming a number out of bounds
    public static Optional<Page> page(Optional<Paging> given) {
        return given.map(paging -> new Page(
                paging.hasPage() ? number("paging.page", paging.getPage()) : Page.FIRST.number(),
                paging.hasCount() ? number("paging.count", paging.getCount()) : Page.FIRST.size()));
    }

    /// The page to ask for next; empty unless this one is full, because clients go on as long as there is one.
    public static OptionalLong next(Optional<Page> page, Collection<?> answered) {
        return page.filter(it -> answered.size() == it.size())
                .map(it -> OptionalLong.of(it.number() + 1L))
                .orElse(OptionalLong.empty());
    }

    /// The wire's numbers have no sign.
    private static int number(String field, long given) {
        if (given < 0 || given > Integer.MAX_VALUE) {
            throw ApiException.invalid(field, Long.toUnsignedString(given), "at most " + Integer.MAX_VALUE);
        }
        return (int) given;
    }
}
