// echo answers over HTTP who it is: its host's name, and the address it was reached at, which in a pod is the pod's own.
// Of /?ask=URL it answers what it hears from there: how a pod of its own kind hears another.
package main

import (
	"fmt"
	"io"
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
		if url := request.URL.Query().Get("ask"); url != "" {
			relay(response, url)
			return
		}
		fmt.Fprintf(response, "%s %s\n", name, reachedAt(request))
	}
	server := &http.Server{Addr: ":8080", Handler: http.HandlerFunc(answer), ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}

func relay(response http.ResponseWriter, url string) {
	client := &http.Client{Timeout: 5 * time.Second}
	answer, err := client.Get(url)
	if err != nil {
		http.Error(response, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	io.Copy(response, io.LimitReader(answer.Body, 4096))
}

func reachedAt(request *http.Request) string {
	address, _ := request.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if address == nil {
		return "unknown"
	}
	return address.IP.String()
}
