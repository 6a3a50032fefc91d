/** Directory of units that the administrator's side owns; it goes before the package's own. */
export function unitPath(unit: string): string {
  return `/etc/systemd/system/${unit}`;
}

export interface UnitFileInput {
  readonly binary: string;
  readonly configFile: string;
  readonly dataDir: string;
  readonly user: string;
}

/**
 * The whole unit. Ready is sent with a quorum only, so the first of three would run into the default time-out of 90 s and be
 * killed (etcd issue 13526); 0 means none, also to systemd 219 of EL7, which does not read "infinity" here.
 */
export function renderEtcdUnit(input: UnitFileInput): string {
  return `# managed by quorate
[Unit]
Description=etcd member of the Kubernetes control plane
Documentation=https://etcd.io/docs
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
User=${input.user}
ExecStart=${input.binary} --config-file=${input.configFile}
# None: etcd is ready only when a quorum of members is up.
TimeoutStartSec=0
TimeoutStopSec=20
Restart=on-failure
RestartSec=2
LimitNOFILE=65536
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths=${input.dataDir}
ProtectHome=yes
PrivateTmp=yes

[Install]
WantedBy=multi-user.target
`;
}

/** The program a unit starts, from its text. */
export function binaryOf(unitText: string): string | undefined {
  return /^ExecStart=(\S+)/m.exec(unitText)?.[1];
}
