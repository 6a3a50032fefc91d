// The lab's pod network: for hosts on one network segment that already have the CNI plugins of their distribution.
// On each host it writes the CNI configuration for the host's own pod range and a route to every other host's range.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const account = "/var/run/secrets/kubernetes.io/serviceaccount"

type nodeList struct {
	Items []struct {
		Metadata struct{ Name string }
		Spec     struct{ PodCIDR string }
		Status   struct {
			Addresses []struct{ Type, Address string }
		}
	}
}

func main() {
	client, err := apiClient()
	for ; err != nil; client, err = apiClient() {
		fmt.Println("service account:", err)
		time.Sleep(time.Second)
	}
	for {
		if err := settle(client); err != nil {
			fmt.Println(err)
			time.Sleep(500 * time.Millisecond)
			continue
		}
		time.Sleep(2 * time.Second)
	}
}

func apiClient() (*http.Client, error) {
	ca, err := os.ReadFile(filepath.Join(account, "ca.crt"))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}
	return &http.Client{Timeout: 5 * time.Second, Transport: transport}, nil
}

func settle(client *http.Client) error {
	nodes, err := listNodes(client)
	if err != nil {
		return err
	}
	own := os.Getenv("NODE_NAME")
	for _, node := range nodes.Items {
		if node.Spec.PodCIDR == "" {
			continue
		}
		if node.Metadata.Name == own {
			err = writeConfig(node.Spec.PodCIDR)
		} else {
			for _, address := range node.Status.Addresses {
				if address.Type == "InternalIP" {
					err = addRoute(node.Spec.PodCIDR, address.Address)
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func listNodes(client *http.Client) (nodeList, error) {
	var nodes nodeList
	token, err := os.ReadFile(filepath.Join(account, "token"))
	if err != nil {
		return nodes, err
	}
	request, err := http.NewRequest("GET", os.Getenv("API_URL")+"/api/v1/nodes", nil)
	if err != nil {
		return nodes, err
	}
	request.Header.Set("Authorization", "Bearer "+string(token))
	answer, err := client.Do(request)
	if err != nil {
		return nodes, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nodes, fmt.Errorf("the apiserver answers %s", answer.Status)
	}
	return nodes, json.NewDecoder(answer.Body).Decode(&nodes)
}

// writeConfig puts the file in place whole: the runtime reads whatever it finds there.
func writeConfig(podCIDR string) error {
	bridge := map[string]interface{}{
		"type": "bridge", "bridge": "cni0", "isDefaultGateway": true, "hairpinMode": true,
		"ipam": map[string]interface{}{"type": "host-local", "ranges": [][]map[string]string{{{"subnet": podCIDR}}}},
	}
	portmap := map[string]interface{}{"type": "portmap", "capabilities": map[string]bool{"portMappings": true}}
	text, err := json.MarshalIndent(map[string]interface{}{
		"cniVersion": "0.3.1", "name": "lab", "plugins": []interface{}{bridge, portmap},
	}, "", "  ")
	if err != nil {
		return err
	}
	file := "/host/etc/cni/net.d/10-lab.conflist"
	if have, err := os.ReadFile(file); err == nil && bytes.Equal(have, text) {
		return nil
	}
	fmt.Println("this host's pods are in", podCIDR)
	if err := os.WriteFile(file+".new", text, 0o644); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// addRoute says RTM_NEWROUTE with replace to the kernel (rtnetlink(7)); doing it again changes nothing.
func addRoute(podCIDR, gateway string) error {
	_, network, err := net.ParseCIDR(podCIDR)
	if err != nil {
		return err
	}
	ones, _ := network.Mask.Size()
	header := make([]byte, syscall.SizeofNlMsghdr)
	route := []byte{syscall.AF_INET, byte(ones), 0, 0, syscall.RT_TABLE_MAIN, syscall.RTPROT_STATIC, syscall.RT_SCOPE_UNIVERSE, syscall.RTN_UNICAST, 0, 0, 0, 0}
	message := append(header, route...)
	message = append(message, attribute(syscall.RTA_DST, network.IP.To4())...)
	message = append(message, attribute(syscall.RTA_GATEWAY, net.ParseIP(gateway).To4())...)
	binary.LittleEndian.PutUint32(message[0:], uint32(len(message)))
	binary.LittleEndian.PutUint16(message[4:], syscall.RTM_NEWROUTE)
	binary.LittleEndian.PutUint16(message[6:], syscall.NLM_F_REQUEST|syscall.NLM_F_CREATE|syscall.NLM_F_REPLACE|syscall.NLM_F_ACK)
	socket, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW, syscall.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	if err := syscall.Sendto(socket, message, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		return err
	}
	answer := make([]byte, 4096)
	count, _, err := syscall.Recvfrom(socket, answer, 0)
	if err != nil || count < syscall.SizeofNlMsghdr+4 {
		return fmt.Errorf("no answer to the route %s via %s: %v", podCIDR, gateway, err)
	}
	if code := int32(binary.LittleEndian.Uint32(answer[syscall.SizeofNlMsghdr:])); code != 0 {
		return fmt.Errorf("route %s via %s: %v", podCIDR, gateway, syscall.Errno(-code))
	}
	return nil
}

func attribute(kind uint16, value []byte) []byte {
	data := make([]byte, 4, 4+len(value))
	binary.LittleEndian.PutUint16(data[0:], uint16(4+len(value)))
	binary.LittleEndian.PutUint16(data[2:], kind)
	return append(data, value...)
}
