package io.bergwerk.common;

/// Why a call failed: gRPC's codes, each with one meaning and one thing to do.
public enum ErrorCode {
    /// The request is wrong whatever the state: fix the request.
    INVALID_ARGUMENT,
    /// No token, or one that no longer holds: sign in again.
    UNAUTHENTICATED,
    /// A subject or method out of reach, or a subject that does not exist: the same answer for both.
    PERMISSION_DENIED,
    /// A resource inside a project the caller may see does not exist.
    NOT_FOUND,
    /// The name or membership is taken: choose another.
    ALREADY_EXISTS,
    /// The state is in the way: change the state, then try again.
    FAILED_PRECONDITION,
    /// Somebody else was faster: read again, try again.
    ABORTED,
    /// A quota, a rate or the stock of machines is used up.
    RESOURCE_EXHAUSTED,
    /// The method is part of the API and this release does not offer it.
    UNIMPLEMENTED,
    /// The caller's time was over before the work was.
    DEADLINE_EXCEEDED,
    /// Something this server needs is away: try later.
    UNAVAILABLE,
    /// A fault of ours: the caller sees a request id alone.
    INTERNAL
}
