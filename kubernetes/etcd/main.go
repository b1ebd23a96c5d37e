// Command etcd is the key-value store behind every control plane. Upstream's
// own main package sits in a module with replace lines, which cannot be built
// as a dependency; the server behind it can.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
