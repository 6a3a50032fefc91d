import type { ChannelOptions } from "@grpc/grpc-js";

const KiB = 1_024;

// grpc-js leaves sending unlimited, streams per connection unlimited and keepalive off; its proxy support would show
// mutual TLS to whatever $https_proxy names; channelz is an introspection surface that nobody here reads.
const common = {
  "grpc.enable_channelz": 0,
  // One lost ping is noise, a peer silent for 15 s is gone: below any idle time-out of middleboxes.
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 5_000,
} as const satisfies ChannelOptions;

const client = {
  ...common,
  "grpc.enable_http_proxy": 0,
  // The service config of a DNS record could switch retries on behind the session's own backoff.
  "grpc.service_config_disable_resolution": 1,
  "grpc.enable_retries": 0,
  // grpc-js shares connections, and their own long backoff, between clients of one process.
  "grpc.use_local_subchannel_pool": 1,
} as const satisfies ChannelOptions;

/** An agent's reports are small; its facts are the largest message, about 150 bytes for each network interface. */
const agentMessage = 256 * KiB;
/** The largest lease carries a manifest of 512 KiB, and JSON may escape each of its characters to two. */
const coordinatorMessage = 2_048 * KiB;
/** The text of cluster.yaml (256 KiB) and the manifests that it names (3 MiB) going in, a plan or a status coming out. */
const specMessage = 4_096 * KiB;
const planMessage = 16 * 1_024 * KiB;

/** Server of the control port: one long stream for each agent, so the age of a connection is not limited. */
export const controlServerOptions = {
  ...common,
  "grpc.max_receive_message_length": agentMessage,
  "grpc.max_send_message_length": coordinatorMessage,
  "grpc.max_concurrent_streams": 16,
  "grpc.max_connection_idle_ms": 60_000,
} as const satisfies ChannelOptions;

/** Server of the enrol port: strangers may connect, so a connection carries a call or two and ends. */
export const enrolServerOptions = {
  ...common,
  "grpc.max_receive_message_length": agentMessage,
  "grpc.max_send_message_length": agentMessage,
  "grpc.max_concurrent_streams": 4,
  "grpc.max_connection_idle_ms": 10_000,
  "grpc.max_connection_age_ms": 60_000,
  "grpc.max_connection_age_grace_ms": 10_000,
} as const satisfies ChannelOptions;

/** Server of the admin socket: only the owner of the state directory reaches it. */
export const adminServerOptions = {
  ...common,
  "grpc.max_receive_message_length": specMessage,
  "grpc.max_send_message_length": planMessage,
  "grpc.max_concurrent_streams": 16,
} as const satisfies ChannelOptions;

/** An agent's channel to the control port. Reconnecting is the session's business, with its own jitter. */
export const controlClientOptions = {
  ...client,
  "grpc.max_receive_message_length": coordinatorMessage,
  "grpc.max_send_message_length": agentMessage,
  // Pings also while no message flows: the half-open connection is found in 15 s, not in TCP's 15 minutes.
  "grpc.keepalive_permit_without_calls": 1,
} as const satisfies ChannelOptions;

/** As above, for files of a bundle, on a connection of their own: what they fill is not what heartbeats and commands go through. */
export const bundleClientOptions = {
  ...controlClientOptions,
  // The next file of a step comes at once; after the last one nobody needs the connection.
  "grpc.client_idle_timeout_ms": 5_000,
} as const satisfies ChannelOptions;

export const enrolClientOptions = {
  ...client,
  "grpc.max_receive_message_length": agentMessage,
  "grpc.max_send_message_length": agentMessage,
} as const satisfies ChannelOptions;

export const adminClientOptions = {
  ...client,
  "grpc.max_receive_message_length": planMessage,
  "grpc.max_send_message_length": specMessage,
} as const satisfies ChannelOptions;

/** Every unary call has an end. */
export const unaryDeadlineMs = 10_000;
