# Answers the few questions of `kubeadm join` as an apiserver does; what kubeadm makes of the answers is kubeadm's own.
import base64, hashlib, hmac, http.server, json, ssl, sys
cert, key, ca, token, nodes = sys.argv[1:6]
b64 = lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
authority = base64.b64encode(open(ca, "rb").read()).decode()
kubeconfig = f'apiVersion: v1\nkind: Config\nclusters:\n- name: ""\n  cluster:\n    certificate-authority-data: {authority}\n    server: https://127.0.0.1:6443\n'
name, secret = token.split(".")
head = b64(json.dumps({"alg": "HS256", "kid": name}, separators=(",", ":")).encode())
sign = b64(hmac.new(secret.encode(), f"{head}.{b64(kubeconfig.encode())}".encode(), hashlib.sha256).digest())
info = {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "cluster-info", "namespace": "kube-public"},
        "data": {"kubeconfig": kubeconfig, f"jws-kubeconfig-{name}": f"{head}..{sign}"}}
class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        path = self.path.split("?")[0]
        if path.endswith("/cluster-info"): self.tell(200, info)
        elif path.endswith("/kubeadm-config"): self.tell(200, {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "kubeadm-config"}, "data": {
            "ClusterConfiguration": "apiVersion: kubeadm.k8s.io/v1beta2\nkind: ClusterConfiguration\nkubernetesVersion: v1.20.2\n", "ClusterStatus": "apiVersion: kubeadm.k8s.io/v1beta2\nkind: ClusterStatus\n"}})
        elif "/kubelet-config-" in path: self.tell(200, {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": path.split("/")[-1]}, "data": {
            "kubelet": "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"}})
        elif "/nodes/" in path and nodes == "ready": self.tell(200, {"kind": "Node", "apiVersion": "v1", "metadata": {"name": path.split("/")[-1]}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}})
        else: self.tell(404, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404})
    def tell(self, code, what):
        body = json.dumps(what).encode()
        self.send_response(code); self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 6443), Answers)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); context.load_cert_chain(cert, key)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
