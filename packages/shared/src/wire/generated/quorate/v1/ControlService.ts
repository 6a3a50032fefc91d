// Original file: proto/quorate/v1/control.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ConnectRequest as _quorate_v1_ConnectRequest, ConnectRequest__Output as _quorate_v1_ConnectRequest__Output } from '../../quorate/v1/ConnectRequest.ts';
import type { ConnectResponse as _quorate_v1_ConnectResponse, ConnectResponse__Output as _quorate_v1_ConnectResponse__Output } from '../../quorate/v1/ConnectResponse.ts';

export interface ControlServiceClient extends grpc.Client {
  Connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_quorate_v1_ConnectRequest, _quorate_v1_ConnectResponse__Output>;
  Connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_quorate_v1_ConnectRequest, _quorate_v1_ConnectResponse__Output>;
  connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_quorate_v1_ConnectRequest, _quorate_v1_ConnectResponse__Output>;
  connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_quorate_v1_ConnectRequest, _quorate_v1_ConnectResponse__Output>;
  
}

export interface ControlServiceHandlers extends grpc.UntypedServiceImplementation {
  Connect: grpc.handleBidiStreamingCall<_quorate_v1_ConnectRequest__Output, _quorate_v1_ConnectResponse>;
  
}

export interface ControlServiceDefinition extends grpc.ServiceDefinition {
  Connect: MethodDefinition<_quorate_v1_ConnectRequest, _quorate_v1_ConnectResponse, _quorate_v1_ConnectRequest__Output, _quorate_v1_ConnectResponse__Output>
}
