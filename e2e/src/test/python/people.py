"""Two people, the released Python client and one organisation: from signing in to what the audit has of it all.

Takes the one-time links of both from the environment; prints one line of JSON a step.
"""

import json
import os
from urllib.parse import parse_qs, urlsplit

import httpx
from connecpy.exceptions import ConnecpyServerException
from metalstackcloud.api.v1 import (
    audit_pb2,
    cluster_pb2,
    common_pb2,
    ip_pb2,
    method_pb2,
    project_pb2,
    tenant_pb2,
    token_pb2,
    user_pb2,
)
from metalstackcloud.client import Client

API = os.environ["API_URL"]
CALLBACK = "http://127.0.0.1:9/callback"


def say(step, **facts):
    print(json.dumps({"step": step, **facts}), flush=True)


def sign_in(link):
    """Goes where a browser would go, and takes the token out of the address at which it ends."""
    answer = httpx.get(link, params={**parse_qs(urlsplit(link).query), "redirect-url": CALLBACK})
    return parse_qs(urlsplit(answer.headers["location"]).query)["token"][0]


class Person:
    def __init__(self, token):
        self.api = Client(baseurl=API, token=token).apiv1()

    def login(self):
        return self.api.user().Get(request=user_pb2.UserServiceGetRequest()).user.login

    def projects(self):
        return [found.uuid for found in self.api.project().List(request=project_pb2.ProjectServiceListRequest()).projects]

    def clusters(self, project):
        return self.api.cluster().List(request=cluster_pb2.ClusterServiceListRequest(project=project)).clusters

    def rename(self, project, name):
        request = project_pb2.ProjectServiceUpdateRequest(project=project, name=name)
        return self.api.project().Update(request=request).project.name


def code_of(call):
    """What a call is refused with; empty if it is not. The client itself makes `unavailable` of every refusal."""
    try:
        call()
    except ConnecpyServerException as error:
        return error.__context__.response.json()["code"]
    return ""


def join(alice, bob, organisation, project):
    invite = alice.api.tenant().Invite(
        request=tenant_pb2.TenantServiceInviteRequest(login=organisation, role=common_pb2.TENANT_ROLE_VIEWER)
    ).invite
    shown = bob.api.tenant().InviteGet(request=tenant_pb2.TenantServiceInviteGetRequest(secret=invite.secret)).invite
    before = code_of(lambda: bob.clusters(project))
    accept = tenant_pb2.TenantServiceInviteAcceptRequest(secret=invite.secret)
    joined = bob.api.tenant().InviteAccept(request=accept)
    say(
        "invite",
        shown=shown.target_tenant_name,
        before=before,
        joined=joined.tenant,
        again=code_of(lambda: bob.api.tenant().InviteAccept(request=accept)),
        reads=project in bob.projects() and not bob.clusters(project),
        writes=code_of(lambda: bob.rename(project, "bobs")),
    )


def main():
    alice = Person(sign_in(os.environ["ALICE_LINK"]))
    bob = Person(sign_in(os.environ["BOB_LINK"]))
    say("sign-in", alice=alice.login(), bob=bob.login())

    made = alice.api.tenant().Create(
        request=tenant_pb2.TenantServiceCreateRequest(name="Deep Mine", email="mine@example.test")
    )
    organisation = made.tenant.login
    project = (
        alice.api.project()
        .Create(
            request=project_pb2.ProjectServiceCreateRequest(login=organisation, name="shaft", description="first one")
        )
        .project.uuid
    )
    say("organisation", organisation=organisation, project=project)

    join(alice, bob, organisation, project)

    alice.api.project().UpdateMember(
        request=project_pb2.ProjectServiceUpdateMemberRequest(
            project=project, member_id=bob.login(), role=common_pb2.PROJECT_ROLE_EDITOR
        )
    )
    say("role", writes=bob.rename(project, "gallery"))

    only = "/api.v1.ClusterService/List"
    token = bob.api.token().Create(
        request=token_pb2.TokenServiceCreateRequest(
            description="of a pipeline", permissions=[token_pb2.MethodPermission(subject=project, methods=[only])]
        )
    )
    tool = Person(token.secret)
    scoped = tool.api.method().TokenScopedList(request=method_pb2.MethodServiceTokenScopedListRequest())
    say(
        "token",
        lists=len(tool.clusters(project)),
        permissions=[[granted.subject, list(granted.methods)] for granted in scoped.permissions],
        refused=[
            code_of(lambda: tool.rename(project, "tools")),
            code_of(lambda: tool.api.ip().List(request=ip_pb2.IPServiceListRequest(project=project))),
            code_of(lambda: tool.clusters(bob.projects()[-1] if bob.projects()[-1] != project else bob.projects()[0])),
            code_of(lambda: tool.api.token().List(request=token_pb2.TokenServiceListRequest())),
        ],
    )

    bob.api.token().Revoke(request=token_pb2.TokenServiceRevokeRequest(uuid=token.token.uuid))
    say("revoke", then=code_of(lambda: tool.clusters(project)))

    alice.api.project().RemoveMember(
        request=project_pb2.ProjectServiceRemoveMemberRequest(project=project, member_id=bob.login())
    )
    alice.api.tenant().RemoveMember(
        request=tenant_pb2.TenantServiceRemoveMemberRequest(login=organisation, member_id=bob.login())
    )
    say("removal", then=code_of(lambda: bob.clusters(project)), left=project in bob.projects())

    def traces(person, login):
        request = audit_pb2.AuditServiceListRequest(login=login, phase=audit_pb2.AUDIT_PHASE_RESPONSE)
        return [
            [trace.user, trace.method, trace.result_code]
            for trace in person.api.audit().List(request=request).traces
        ]

    say(
        "audit",
        organisation=traces(alice, organisation),
        bob=traces(bob, bob.login()),
        foreign=code_of(lambda: traces(bob, organisation)),
        secrets=[token.secret in json.dumps(traces(bob, bob.login()))],
    )


if __name__ == "__main__":
    main()
