#!/usr/bin/env bash
# The yardstick of the benchmarks `create` and `clusters`: one Kubernetes control plane and simulated nodes by hand, with
# the programs and the flags that the local engine uses, and nothing else. Runs until it is told to end.
set -euo pipefail
umask 077

directory=$1 kubernetes=$2 etcd=$3 port=$4 nodes=$5
mkdir -p "$directory"/{pki,conf,log}
cd "$directory"
pids=()

end() {
  trap '' TERM INT
  # Nothing is kept, and an API server that was asked to end waits up to a minute for its watches, into the next round.
  ((${#pids[@]} == 0)) || kill -KILL "${pids[@]}" 2>/dev/null || true
  wait || true
  exit 0
}
trap end EXIT
trap 'exit 0' TERM INT

# --- certificates -----------------------------------------------------------------------------------------------------

authority() { # file name
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=$2" \
    -addext keyUsage=critical,keyCertSign,digitalSignature -keyout "pki/$1.key" -out "pki/$1.crt" 2>/dev/null
}

leaf() { # file subject usage alternative-names [authority]
  local ca=${5:-ca}
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" -keyout "pki/$1.key" 2>/dev/null |
    openssl x509 -req -days 365 -CA "pki/$ca.crt" -CAkey "pki/$ca.key" -out "pki/$1.crt" -extfile <(
      printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n' "$3"
      [[ -z $4 ]] || printf 'subjectAltName=%s\n' "$4"
    ) 2>/dev/null
}

certificates() {
  local local_names=DNS:localhost,IP:127.0.0.1 making=()
  authority ca bench & making+=($!)
  authority front-proxy-ca bench-front-proxy & making+=($!)
  openssl ecparam -name prime256v1 -genkey -noout -out pki/sa.key && openssl ec -in pki/sa.key -pubout -out pki/sa.pub 2>/dev/null
  wait "${making[@]}"
  making=()
  leaf apiserver /CN=kube-apiserver serverAuth "$local_names,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:10.96.0.1" & making+=($!)
  leaf kcm-serving /CN=kube-controller-manager serverAuth "$local_names" & making+=($!)
  leaf scheduler-serving /CN=kube-scheduler serverAuth "$local_names" & making+=($!)
  leaf front-proxy /CN=front-proxy-client clientAuth "" front-proxy-ca & making+=($!)
  leaf kubelet-client /CN=kube-apiserver-kubelet-client clientAuth "" & making+=($!)
  leaf kcm /CN=system:kube-controller-manager clientAuth "" & making+=($!)
  leaf scheduler /CN=system:kube-scheduler clientAuth "" & making+=($!)
  leaf admin /O=system:masters/CN=admin clientAuth "" & making+=($!)
  wait "${making[@]}"
}

# --- files the components are pointed at ------------------------------------------------------------------------------

kubeconfig() { # who: on standard output
  cat <<END
apiVersion: v1
kind: Config
clusters: [{name: cluster, cluster: {server: "https://127.0.0.1:$port", certificate-authority: $directory/pki/ca.crt}}]
users: [{name: user, user: {client-certificate: $directory/pki/$1.crt, client-key: $directory/pki/$1.key}}]
contexts: [{name: context, context: {cluster: cluster, user: user}}]
current-context: context
END
}

configuration() {
  kubeconfig kcm >conf/kcm.kubeconfig
  kubeconfig scheduler >conf/scheduler.kubeconfig
  cat >conf/encryption.yaml <<END
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers: [{secretbox: {keys: [{name: key1, secret: $(openssl rand -base64 32)}]}}, {identity: {}}]
END
  cat >conf/audit-policy.yaml <<'END'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", "/version", "/openapi/*", "/metrics", "/apis*", "/api*"]
- level: None
  resources: [{group: coordination.k8s.io, resources: [leases]}, {group: "", resources: [events]}, {group: events.k8s.io, resources: [events]}]
- level: None
  verbs: [get, list, watch]
  userGroups: ["system:serviceaccounts:kube-system", "system:nodes"]
- level: None
  verbs: [get, list, watch]
  users: ["system:kube-controller-manager", "system:kube-scheduler", "system:apiserver"]
- level: Metadata
END
  cat >conf/egress.yaml <<END
apiVersion: apiserver.k8s.io/v1beta1
kind: EgressSelectorConfiguration
egressSelections: [{name: cluster, connection: {proxyProtocol: HTTPConnect, transport: {uds: {udsName: $directory/egress.sock}}}}]
END
  kubeconfig admin >admin.kubeconfig.new
  mv admin.kubeconfig.new admin.kubeconfig
}

# --- components -------------------------------------------------------------------------------------------------------

run() { # memory-limit name command...
  GOGC=50 GODEBUG=multipathtcp=3 GOMEMLIMIT=$1 "${@:3}" >"log/$2.log" 2>&1 </dev/null &
  pids+=($!)
}

datastore() {
  run 256MiB etcd "$etcd" --name=bw --data-dir=etcd --listen-client-urls=unix://localhost:1 --advertise-client-urls=unix://localhost:1 \
    --listen-peer-urls=unix://localhost:2 --initial-advertise-peer-urls=unix://localhost:2 --initial-cluster=bw=unix://localhost:2 \
    --listen-metrics-urls="http://127.0.0.1:$((port + 3))" --heartbeat-interval=50 --election-timeout=250 \
    --quota-backend-bytes=1073741824 --snapshot-count=5000 --log-level=warn
}

api_server() {
  run 700MiB kube-apiserver "$kubernetes/kube-apiserver" --etcd-servers=unix://localhost:1 --etcd-prefix=/registry \
    --bind-address=127.0.0.1 --secure-port="$port" --advertise-address=10.251.0.1 --endpoint-reconciler-type=none \
    --client-ca-file=pki/ca.crt --tls-cert-file=pki/apiserver.crt --tls-private-key-file=pki/apiserver.key \
    --permit-port-sharing=true --tls-min-version=VersionTLS12 --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file=pki/sa.pub --service-account-signing-key-file=pki/sa.key --service-cluster-ip-range=10.96.0.0/16 \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true --profiling=false --event-ttl=1h \
    --requestheader-client-ca-file=pki/front-proxy-ca.crt --requestheader-allowed-names=front-proxy-client \
    --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
    --requestheader-extra-headers-prefix=X-Remote-Extra- --proxy-client-cert-file=pki/front-proxy.crt \
    --proxy-client-key-file=pki/front-proxy.key --kubelet-client-certificate=pki/kubelet-client.crt \
    --kubelet-client-key=pki/kubelet-client.key --kubelet-certificate-authority=pki/ca.crt \
    --kubelet-preferred-address-types=InternalIP,Hostname --egress-selector-config-file=conf/egress.yaml \
    --encryption-provider-config=conf/encryption.yaml --encryption-provider-config-automatic-reload=true \
    --audit-policy-file=conf/audit-policy.yaml --audit-log-path=log/audit.log --audit-log-maxsize=20 --audit-log-maxbackup=3 \
    --audit-log-compress=true
}

client() { # who port: the flags that controller manager and scheduler share
  flags=(--kubeconfig="conf/$1.kubeconfig" --authentication-kubeconfig="conf/$1.kubeconfig"
    --authorization-kubeconfig="conf/$1.kubeconfig" --bind-address=127.0.0.1 --secure-port="$2"
    --tls-cert-file="pki/$1-serving.crt" --tls-private-key-file="pki/$1-serving.key"
    "--authorization-always-allow-paths=/healthz,/readyz,/livez,/metrics" --leader-elect=false
    --kube-api-qps=200 --kube-api-burst=400 --profiling=false)
}

controllers() {
  client kcm $((port + 1))
  run 300MiB kube-controller-manager "$kubernetes/kube-controller-manager" "${flags[@]}" --use-service-account-credentials=true \
    --root-ca-file=pki/ca.crt --service-account-private-key-file=pki/sa.key --cluster-signing-cert-file=pki/ca.crt \
    --cluster-signing-key-file=pki/ca.key --allocate-node-cidrs=true --cluster-cidr=10.240.0.0/13 --node-cidr-mask-size=23 \
    --service-cluster-ip-range=10.96.0.0/16 --node-monitor-period=5s --node-monitor-grace-period=50s --terminated-pod-gc-threshold=500
  client scheduler $((port + 2))
  run 200MiB kube-scheduler "$kubernetes/kube-scheduler" "${flags[@]}"
}

# --- nodes ------------------------------------------------------------------------------------------------------------

ask() { # path curl-options...
  curl -sf --max-time 5 --cacert pki/ca.crt --cert pki/admin.crt --key pki/admin.key "https://127.0.0.1:$port$1" "${@:2}"
}

node() { # name
  local now
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  cat <<END
{"apiVersion": "v1", "kind": "Node",
 "metadata": {"name": "$1", "labels": {"kubernetes.io/hostname": "$1", "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}},
 "status": {"capacity": {"cpu": "4", "memory": "8Gi", "pods": "250"}, "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "250"},
  "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "simulated",
                  "lastHeartbeatTime": "$now", "lastTransitionTime": "$now"}]}}
END
}

await() { # path
  local attempt
  for ((attempt = 0; attempt < 6000; attempt++)); do
    ! ask "$1" -o /dev/null || return 0
    sleep 0.025
  done
  return 1
}

certificates
configuration
datastore
api_server
await /readyz
controllers
for ((i = 1; i <= nodes; i++)); do
  until node "node-$i" | ask /api/v1/nodes -o /dev/null -H 'Content-Type: application/json' -d @-; do sleep 0.025; done
done
wait
