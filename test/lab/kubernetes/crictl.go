// crictl is the lab's own: Debian has none. It speaks the container runtime interface for real, with the commands that
// kubeadm 1.20 calls (info, pods, stopp, rmp, pull, inspecti) and two for people (images, ps). Flags and output follow
// the well-known program of this name; where that one has more, this one refuses.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"google.golang.org/grpc"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1alpha2"
)

// Set by the build.
var version = "unknown"

const (
	callLimit = 10 * time.Second
	pullLimit = 5 * time.Minute
	// The answers to "which images" grow with the host; gRPC's own limit is 4 MiB.
	maxAnswer = 16 << 20
)

// In the order in which they are tried when no endpoint is given.
var knownSockets = []string{"/var/run/dockershim.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock"}

type client struct {
	context  context.Context
	endpoint string
	runtime  cri.RuntimeServiceClient
	images   cri.ImageServiceClient
}

type options struct{ quiet, all, force bool }

type command struct {
	operands string
	run      func(client, options, []string) error
}

var commands = map[string]command{
	"info":     {"", info},
	"pods":     {"", pods},
	"ps":       {"", containers},
	"images":   {"", images},
	"stopp":    {"POD-ID...", eachPod(stopPod)},
	"rmp":      {"POD-ID...", eachPod(removePod)},
	"pull":     {"IMAGE", pull},
	"inspecti": {"IMAGE...", inspectImages},
}

func main() {
	if err := start(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "crictl: %v\n", err)
		os.Exit(1)
	}
}

func start(arguments []string) error {
	global := flag.NewFlagSet("crictl", flag.ContinueOnError)
	var endpoint string
	var shown bool
	for _, name := range []string{"r", "runtime-endpoint"} {
		global.StringVar(&endpoint, name, os.Getenv("CONTAINER_RUNTIME_ENDPOINT"), "socket of the container runtime")
	}
	for _, name := range []string{"v", "version"} {
		global.BoolVar(&shown, name, false, "print the version")
	}
	if err := global.Parse(arguments); err != nil {
		return err
	}
	if shown {
		fmt.Printf("crictl version %s\n", version)
		return nil
	}
	name := global.Arg(0)
	chosen, known := commands[name]
	if !known {
		return fmt.Errorf("no command %q; this crictl has info, pods, ps, images, stopp, rmp, pull, inspecti", name)
	}
	set, operands, err := commandLine(name, global.Args()[1:])
	if err != nil {
		return err
	}
	if (len(operands) == 0) != (chosen.operands == "") {
		return fmt.Errorf("usage: crictl [-r SOCKET] %s %s", name, chosen.operands)
	}
	return call(endpoint, limitOf(name), func(runtime client) error { return chosen.run(runtime, set, operands) })
}

// commandLine takes flags before and after operands alike, as the well-known program does.
func commandLine(name string, words []string) (options, []string, error) {
	var set options
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	for long, target := range map[string]*bool{"quiet": &set.quiet, "all": &set.all, "force": &set.force} {
		flags.BoolVar(target, long, false, "")
		flags.BoolVar(target, long[:1], false, "")
	}
	operands := []string{}
	for len(words) > 0 {
		if err := flags.Parse(words); err != nil {
			return set, nil, err
		}
		words = flags.Args()
		if len(words) > 0 {
			operands, words = append(operands, words[0]), words[1:]
		}
	}
	return set, operands, nil
}

func limitOf(name string) time.Duration {
	if name == "pull" {
		return pullLimit
	}
	return callLimit
}

func call(endpoint string, limit time.Duration, work func(client) error) error {
	socket, err := socketOf(endpoint)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	dial := func(ctx context.Context, path string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}
	connection, err := grpc.DialContext(ctx, socket, grpc.WithInsecure(), grpc.WithBlock(), grpc.FailOnNonTempDialError(true),
		grpc.WithContextDialer(dial), grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxAnswer)))
	if err != nil {
		return fmt.Errorf("cannot reach the container runtime at %s: %v", socket, err)
	}
	defer connection.Close()
	return work(client{ctx, "unix://" + socket, cri.NewRuntimeServiceClient(connection), cri.NewImageServiceClient(connection)})
}

func socketOf(endpoint string) (string, error) {
	if endpoint != "" {
		return strings.TrimPrefix(endpoint, "unix://"), nil
	}
	for _, socket := range knownSockets {
		if _, err := os.Stat(socket); err == nil {
			return socket, nil
		}
	}
	return "", fmt.Errorf("no container runtime found at %s; name one with -r", strings.Join(knownSockets, ", "))
}

func info(runtime client, _ options, _ []string) error {
	answer, err := runtime.runtime.Status(runtime.context, &cri.StatusRequest{})
	if err != nil {
		return fmt.Errorf("status of the container runtime: %v", err)
	}
	return printJSON(map[string]interface{}{"status": answer.Status})
}

func pods(runtime client, set options, _ []string) error {
	answer, err := runtime.runtime.ListPodSandbox(runtime.context, &cri.ListPodSandboxRequest{})
	if err != nil {
		return fmt.Errorf("listing pods: %v", err)
	}
	rows := [][]string{{"POD ID", "STATE", "NAME", "NAMESPACE", "ATTEMPT"}}
	for _, pod := range answer.Items {
		state := strings.TrimPrefix(pod.State.String(), "SANDBOX_")
		attempt := strconv.Itoa(int(pod.Metadata.Attempt))
		rows = append(rows, []string{pod.Id, state, pod.Metadata.Name, pod.Metadata.Namespace, attempt})
	}
	return printRows(rows, set.quiet)
}

func containers(runtime client, set options, _ []string) error {
	request := &cri.ListContainersRequest{Filter: &cri.ContainerFilter{}}
	if !set.all {
		request.Filter.State = &cri.ContainerStateValue{State: cri.ContainerState_CONTAINER_RUNNING}
	}
	answer, err := runtime.runtime.ListContainers(runtime.context, request)
	if err != nil {
		return fmt.Errorf("listing containers: %v", err)
	}
	rows := [][]string{{"CONTAINER", "IMAGE", "STATE", "NAME", "ATTEMPT", "POD ID"}}
	for _, each := range answer.Containers {
		state := strings.TrimPrefix(each.State.String(), "CONTAINER_")
		attempt := strconv.Itoa(int(each.Metadata.Attempt))
		rows = append(rows, []string{each.Id, each.Image.Image, state, each.Metadata.Name, attempt, each.PodSandboxId})
	}
	return printRows(rows, set.quiet)
}

func images(runtime client, set options, _ []string) error {
	answer, err := runtime.images.ListImages(runtime.context, &cri.ListImagesRequest{})
	if err != nil {
		return fmt.Errorf("listing images: %v", err)
	}
	rows := [][]string{{"IMAGE ID", "TAGS", "BYTES"}}
	for _, image := range answer.Images {
		rows = append(rows, []string{image.Id, strings.Join(image.RepoTags, ","), strconv.FormatUint(image.Size_, 10)})
	}
	return printRows(rows, set.quiet)
}

func eachPod(work func(client, options, string) error) func(client, options, []string) error {
	return func(runtime client, set options, ids []string) error {
		for _, id := range ids {
			if err := work(runtime, set, id); err != nil {
				return fmt.Errorf("pod %s: %v", id, err)
			}
		}
		return nil
	}
}

func stopPod(runtime client, _ options, id string) error {
	_, err := runtime.runtime.StopPodSandbox(runtime.context, &cri.StopPodSandboxRequest{PodSandboxId: id})
	if err == nil {
		fmt.Printf("Stopped sandbox %s\n", id)
	}
	return err
}

func removePod(runtime client, set options, id string) error {
	status, err := runtime.runtime.PodSandboxStatus(runtime.context, &cri.PodSandboxStatusRequest{PodSandboxId: id})
	if err != nil {
		return err
	}
	if status.Status.State == cri.PodSandboxState_SANDBOX_READY {
		if !set.force {
			return fmt.Errorf("it is running; stop it first, or remove it with --force")
		}
		if err := stopPod(runtime, set, id); err != nil {
			return err
		}
	}
	_, err = runtime.runtime.RemovePodSandbox(runtime.context, &cri.RemovePodSandboxRequest{PodSandboxId: id})
	if err == nil {
		fmt.Printf("Removed sandbox %s\n", id)
	}
	return err
}

func pull(runtime client, _ options, names []string) error {
	answer, err := runtime.images.PullImage(runtime.context, &cri.PullImageRequest{Image: &cri.ImageSpec{Image: names[0]}})
	if err != nil {
		return fmt.Errorf("pulling image %s: %v", names[0], err)
	}
	fmt.Printf("Image is up to date for %s\n", answer.ImageRef)
	return nil
}

func inspectImages(runtime client, _ options, names []string) error {
	for _, name := range names {
		request := &cri.ImageStatusRequest{Image: &cri.ImageSpec{Image: name}}
		answer, err := runtime.images.ImageStatus(runtime.context, request)
		if err != nil {
			return fmt.Errorf("image %s: %v", name, err)
		}
		if answer.Image == nil {
			return fmt.Errorf("no such image %q present", name)
		}
		shown := map[string]interface{}{
			"id":          answer.Image.Id,
			"repoTags":    answer.Image.RepoTags,
			"repoDigests": answer.Image.RepoDigests,
			"size":        strconv.FormatUint(answer.Image.Size_, 10),
		}
		if err := printJSON(map[string]interface{}{"status": shown}); err != nil {
			return err
		}
	}
	return nil
}

func printRows(rows [][]string, quiet bool) error {
	if quiet {
		for _, row := range rows[1:] {
			fmt.Println(row[0])
		}
		return nil
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	for _, row := range rows {
		io.WriteString(table, strings.Join(row, "\t")+"\n")
	}
	return table.Flush()
}

func printJSON(value interface{}) error {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
