//go:build tools

package main

// Keeps the programs built from this module by import path in go.mod.
import (
	_ "go.etcd.io/etcd/etcdctl/v3"
	_ "go.etcd.io/etcd/etcdutl/v3"
)
