"""The released Python client against an installation: one step of a cluster's life a call, one line of JSON an answer.

Unary calls go through the client itself, which speaks Connect; streams through its own gRPC stubs.
"""

import argparse
import json
import os
import sys
import time

import grpc
from google.protobuf import duration_pb2
from metalstackcloud.api.v1 import cluster_pb2, cluster_pb2_grpc, project_pb2, user_pb2
from metalstackcloud.client import Client

WATCH_LIMIT_SECONDS = 90


def say(**facts):
    print(json.dumps(facts), flush=True)


def client():
    return Client(baseurl=os.environ["API_URL"], token=os.environ["API_TOKEN"])


def default_project():
    return client().apiv1().user().Get(request=user_pb2.UserServiceGetRequest()).user.default_project.uuid


def grpc_channel(ca):
    target = os.environ["API_URL"].split("://", 1)[1]
    if not ca:
        return grpc.insecure_channel(target)
    with open(ca, "rb") as file:
        return grpc.secure_channel(target, grpc.ssl_channel_credentials(file.read()))


def metadata():
    return (("authorization", "Bearer " + os.environ["API_TOKEN"]),)


def projects(_):
    listed = client().apiv1().project().List(request=project_pb2.ProjectServiceListRequest())
    say(projects=[project.uuid for project in listed.projects])


def create(options):
    request = cluster_pb2.ClusterServiceCreateRequest(
        name=options.name,
        project=default_project(),
        workers=[
            cluster_pb2.Worker(name="group-0", machine_type="n1-medium-x86", minsize=2, maxsize=2, maxsurge=1)
        ],
    )
    begun = time.monotonic()
    cluster = client().apiv1().cluster().Create(request=request).cluster
    say(
        uuid=cluster.uuid,
        name=cluster.name,
        version=cluster.kubernetes.version,
        partition=cluster.partition,
        type=cluster.status.type,
        state=cluster.status.state,
        seconds=time.monotonic() - begun,
    )


def listing(options):
    request = cluster_pb2.ClusterServiceListRequest(project=default_project())
    if options.grpc:
        with grpc_channel(options.ca) as channel:
            listed = cluster_pb2_grpc.ClusterServiceStub(channel).List(request, metadata=metadata(), timeout=10)
    else:
        listed = client().apiv1().cluster().List(request=request)
    say(names=[cluster.name for cluster in listed.clusters], uuids=[cluster.uuid for cluster in listed.clusters])


def watch(options):
    """Prints each change until the wanted state, or until the cluster is gone."""
    request = cluster_pb2.ClusterServiceWatchStatusRequest(uuid=options.uuid, project=default_project())
    with grpc_channel(options.ca) as channel:
        stub = cluster_pb2_grpc.ClusterServiceStub(channel)
        try:
            for answer in stub.WatchStatus(request, metadata=metadata(), timeout=WATCH_LIMIT_SECONDS):
                status = answer.status
                say(type=status.type, state=status.state, progress=status.progress, uuid=status.uuid)
                if status.state == options.state:
                    return
        except grpc.RpcError as error:
            say(error=error.code().name, message=error.details())


def kubeconfig(options):
    if options.role == "viewer":
        request, call = cluster_pb2.ClusterServiceGetViewerKubeconfigRequest, "GetViewerKubeconfig"
    else:
        request, call = cluster_pb2.ClusterServiceGetCredentialsRequest, "GetCredentials"
    wanted = request(
        uuid=options.uuid, project=default_project(), expiration=duration_pb2.Duration(seconds=options.seconds)
    )
    answer = getattr(client().apiv1().cluster(), call)(request=wanted)
    with os.fdopen(os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(answer.kubeconfig)
    say(written=options.file)


def update(options):
    """Sends the whole object back with other sizes of its first group, as the command line does from a file."""
    project = default_project()
    request = cluster_pb2.ClusterServiceGetRequest(uuid=options.uuid, project=project)
    cluster = client().apiv1().cluster().Get(request=request).cluster
    cluster.workers[0].minsize = options.min
    cluster.workers[0].maxsize = options.max
    groups = [
        cluster_pb2.WorkerUpdate(
            name=worker.name,
            machine_type=worker.machine_type,
            minsize=worker.minsize,
            maxsize=worker.maxsize,
            maxsurge=0,
            maxunavailable=0,
        )
        for worker in cluster.workers
    ]
    changed = cluster_pb2.ClusterServiceUpdateRequest(
        uuid=options.uuid,
        project=project,
        kubernetes=cluster.kubernetes,
        workers=groups,
        maintenance=cluster.maintenance,
    )
    after = client().apiv1().cluster().Update(request=changed).cluster
    say(
        type=after.status.type,
        state=after.status.state,
        sizes=[[worker.minsize, worker.maxsize, worker.maxsurge] for worker in after.workers],
    )


def operate(options):
    request = cluster_pb2.ClusterServiceOperateRequest(
        uuid=options.uuid,
        project=default_project(),
        operate=cluster_pb2.Operate.Value("OPERATE_" + options.operation),
    )
    cluster = client().apiv1().cluster().Operate(request=request).cluster
    say(type=cluster.status.type, state=cluster.status.state)


def delete(options):
    request = cluster_pb2.ClusterServiceDeleteRequest(uuid=options.uuid, project=default_project())
    cluster = client().apiv1().cluster().Delete(request=request).cluster
    say(uuid=cluster.uuid, type=cluster.status.type, deleted=cluster.HasField("deleted_at"))


def failure(_):
    """An error arrives as an exception, whatever it then says."""
    try:
        client().apiv1().cluster().List(request=cluster_pb2.ClusterServiceListRequest(project="x"))
    except Exception as error:
        say(exception=type(error).__name__)
        return
    say(exception=None)


def arguments():
    parser = argparse.ArgumentParser()
    steps = parser.add_subparsers(required=True)

    def step(name, run, *options):
        command = steps.add_parser(name)
        command.set_defaults(run=run)
        for option in options:
            command.add_argument(option)
        return command

    step("projects", projects)
    step("create", create, "name")
    listed = step("list", listing)
    listed.add_argument("--grpc", action="store_true")
    listed.add_argument("--ca")
    step("watch", watch, "uuid", "--state", "--ca")
    credentials = step("kubeconfig", kubeconfig, "uuid", "file", "--role")
    credentials.add_argument("--seconds", type=int, default=3600)
    changed = step("update", update, "uuid")
    changed.add_argument("--min", type=int)
    changed.add_argument("--max", type=int)
    step("operate", operate, "uuid", "operation")
    step("delete", delete, "uuid")
    step("failure", failure)
    return parser.parse_args()


if __name__ == "__main__":
    chosen = arguments()
    sys.exit(chosen.run(chosen))
