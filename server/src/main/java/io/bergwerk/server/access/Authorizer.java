package io.bergwerk.server.access;

import com.google.protobuf.Message;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.ProjectId;
import io.bergwerk.common.Texts;
import io.bergwerk.common.Uuids;
import io.bergwerk.server.store.Database;
import io.grpc.Context;
import java.util.Optional;

/// Decides whether a call may be made, and makes the proof that it may. Nothing else makes proofs.
public final class Authorizer {
    private static final int MIN_LOGIN = 2;
    private static final int MAX_LOGIN = 128;

    private static final int MAX_SHOWN = 80;

    private final Subjects subjects;

    private Authorizer(Subjects subjects) {
        this.subjects = subjects;
    }

    public static Authorizer of(Database database) {
        return new Authorizer(new Subjects(database, new MembershipReader()));
    }

    /// The context with the proof that the method's scope asks for.
    ///
    /// @param rights of the caller's token; empty without one
    /// @param request holds the subject
    /// @throws ApiException `FAILED_PRECONDITION` if the method costs money and the tenant is not admitted;
    ///     `UNAUTHENTICATED` without a token where one is needed; `INVALID_ARGUMENT` if the subject is empty;
    ///     `PERMISSION_DENIED` if it is out of reach or absent; `NOT_FOUND` if it is absent, to an administrator
    Context authorize(Context context, MethodRule rule, Optional<Rights> rights, Message request) {
        return switch (rule.scope()) {
            case PUBLIC -> context;
            case SELF -> context.withValue(CallContext.SELF, self(rule, signedIn(rule, rights)));
            case ADMIN -> context.withValue(CallContext.ADMIN, admin(rule, signedIn(rule, rights)));
            case TENANT -> {
                var signedIn = signedIn(rule, rights);
                yield context.withValue(CallContext.TENANT, tenant(rule, signedIn, subject(rule, request)));
            }
            case PROJECT -> {
                var signedIn = signedIn(rule, rights);
                yield context.withValue(CallContext.PROJECT, project(rule, signedIn, subject(rule, request)));
            }
        };
    }

    private static Rights signedIn(MethodRule rule, Optional<Rights> rights) {
        return rights.orElseThrow(() -> ApiException.of(
                ErrorCode.UNAUTHENTICATED, rule.path() + " needs a token: sign in, or send an API token"));
    }

    private static SelfAccess self(MethodRule rule, Rights rights) {
        if (!rights.maySelf(rule)) {
            throw denied(rule, "");
        }
        return new SelfAccess(rights);
    }

    private static AdminAccess admin(MethodRule rule, Rights rights) {
        if (!rights.mayAdminister(rule)) {
            throw denied(rule, "");
        }
        return new AdminAccess(
                rights.caller().user(), rights.caller().adminRole().orElseThrow());
    }

    private TenantAccess tenant(MethodRule rule, Rights rights, String subject) {
        var tenant = new TenantLogin(subject);
        var role = rights.tenantRole(rule, tenant).orElseThrow(() -> denied(rule, subject));
        if (subject.length() < MIN_LOGIN || subject.length() > MAX_LOGIN) {
            throw ApiException.invalid("login", subject, "2 to 128 characters");
        }
        if (!rights.now().tenants().containsKey(tenant) && !subjects.exists(tenant)) {
            throw ApiException.notFound("tenant " + Texts.shortened(subject, MAX_SHOWN) + ": no such tenant");
        }
        return new TenantAccess(tenant, rights.caller().user(), role);
    }

    private ProjectAccess project(MethodRule rule, Rights rights, String subject) {
        if (!Uuids.isUuid(subject) && rights.caller().adminRole().isEmpty()) {
            throw denied(rule, subject); // whether it is well formed is nobody's business who has no reach
        }
        var project = ProjectId.parse("project", subject);
        var role = rights.projectRole(rule, project).orElseThrow(() -> denied(rule, subject));
        var tenant = Optional.ofNullable(rights.now().projects().get(project))
                .map(Memberships.Reach::tenant)
                .or(() -> subjects.tenantOf(project))
                .orElseThrow(() -> ApiException.notFound("project " + project + ": no such project"));
        if (rule.chargeable() && !subjects.isAdmitted(tenant)) {
            throw ApiException.failedPrecondition(
                    "tenant %s: the operator has not admitted it (expected: an answer to TenantService/RequestAdmission)"
                            .formatted(tenant));
        }
        return new ProjectAccess(project, tenant, rights.caller().user(), role, rights.seenTenantRole(tenant));
    }

    private static String subject(MethodRule rule, Message request) {
        var field = rule.scope().subjectField().orElseThrow();
        var subject = (String) request.getField(request.getDescriptorForType().findFieldByName(field));
        if (subject.isEmpty()) {
            var expected = field.equals("project") ? "the uuid of a project" : "the login of a tenant";
            throw ApiException.invalid(field, "", expected);
        }
        return subject;
    }

    private static ApiException denied(MethodRule rule, String subject) {
        var where = subject.isEmpty() ? "" : " on " + Texts.shortened(subject, MAX_SHOWN);
        return ApiException.of(ErrorCode.PERMISSION_DENIED, "not allowed: " + rule.path() + where);
    }
}
