export interface Kubeconfig {
  readonly cluster: string;
  readonly user: string;
  /** https://VIP:PORT. */
  readonly server: string;
  readonly caPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** A file for kubectl with everything in it. JSON's strings are YAML's, so nothing in a name can become structure. */
export function kubeconfigText({ cluster, user, server, caPem, certificatePem, keyPem }: Kubeconfig): string {
  const data = (pem: string): string => Buffer.from(pem).toString("base64");
  const [name, account] = [JSON.stringify(cluster), JSON.stringify(`${user}@${cluster}`)];
  return `apiVersion: v1
kind: Config
clusters:
  - name: ${name}
    cluster:
      server: ${JSON.stringify(server)}
      certificate-authority-data: ${data(caPem)}
users:
  - name: ${account}
    user:
      client-certificate-data: ${data(certificatePem)}
      client-key-data: ${data(keyPem)}
contexts:
  - name: ${account}
    context:
      cluster: ${name}
      user: ${account}
current-context: ${account}
`;
}
