// echo answers over HTTP who it is: its host's name, and the address it was reached at, which in a pod is the pod's own.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	name, err := os.Hostname()
	if err != nil {
		log.Fatal(err)
	}
	answer := func(response http.ResponseWriter, request *http.Request) {
		fmt.Fprintf(response, "%s %s\n", name, reachedAt(request))
	}
	server := &http.Server{Addr: ":8080", Handler: http.HandlerFunc(answer), ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}

func reachedAt(request *http.Request) string {
	address, _ := request.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if address == nil {
		return "unknown"
	}
	return address.IP.String()
}
