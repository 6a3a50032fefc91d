/** What the reader copies out of what `kubeadm init` said: the words of the longer join command. */
export function joinCommand(said: string): readonly string[] {
  const word = (option: string): string => {
    const found = new RegExp(`${option} (\\S+)`).exec(said)?.[1];
    if (found === undefined) throw new Error(`kubeadm init said no ${option}:\n${said.slice(-2_000)}`);
    return found;
  };
  const [token, hash, key] = ["--token", "--discovery-token-ca-cert-hash", "--certificate-key"];
  const endpoint = word("kubeadm join");
  return [
    ...["kubeadm", "join", endpoint, token, word(token), hash, word(hash)],
    ...["--control-plane", key, word(key)],
  ];
}
