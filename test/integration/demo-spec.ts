/** cluster.yaml of three hosts that are only pretended, and of these workers: lines of a hosts list. */
export const demoSpec = (...workers: readonly string[]): string => `
apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: demo }
spec:
  profile: current
  hosts:
    - { name: m1, address: 10.0.0.1 }
    - { name: m2, address: 10.0.0.2 }
    - { name: m3, address: 10.0.0.3 }
${workers.map((worker) => `    - ${worker}\n`).join("")}  endpoint: { vip: 10.0.0.100 }
`;
