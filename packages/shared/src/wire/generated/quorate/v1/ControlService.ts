// Original file: proto/quorate/v1/control.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ConnectRequest as _quorate_v1_ConnectRequest, ConnectRequest__Output as _quorate_v1_ConnectRequest__Output } from '../../quorate/v1/ConnectRequest.ts';
import type { ConnectResponse as _quorate_v1_ConnectResponse, ConnectResponse__Output as _quorate_v1_ConnectResponse__Output } from '../../quorate/v1/ConnectResponse.ts';
import type { FetchFileRequest as _quorate_v1_FetchFileRequest, FetchFileRequest__Output as _quorate_v1_FetchFileRequest__Output } from '../../quorate/v1/FetchFileRequest.ts';
import type { FetchFileResponse as _quorate_v1_FetchFileResponse, FetchFileResponse__Output as _quorate_v1_FetchFileResponse__Output } from '../../quorate/v1/FetchFileResponse.ts';

export interface ControlServiceClient extends grpc.Client {
  Connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_quorate_v1_ConnectRequest, _quorate_v1_ConnectResponse__Output>;
  Connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_quorate_v1_ConnectRequest, _quorate_v1_ConnectResponse__Output>;
  connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_quorate_v1_ConnectRequest, _quorate_v1_ConnectResponse__Output>;
  connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_quorate_v1_ConnectRequest, _quorate_v1_ConnectResponse__Output>;
  
  FetchFile(argument: _quorate_v1_FetchFileRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_FetchFileResponse__Output>;
  FetchFile(argument: _quorate_v1_FetchFileRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_FetchFileResponse__Output>;
  fetchFile(argument: _quorate_v1_FetchFileRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_FetchFileResponse__Output>;
  fetchFile(argument: _quorate_v1_FetchFileRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_FetchFileResponse__Output>;
  
}

export interface ControlServiceHandlers extends grpc.UntypedServiceImplementation {
  Connect: grpc.handleBidiStreamingCall<_quorate_v1_ConnectRequest__Output, _quorate_v1_ConnectResponse>;
  
  FetchFile: grpc.handleServerStreamingCall<_quorate_v1_FetchFileRequest__Output, _quorate_v1_FetchFileResponse>;
  
}

export interface ControlServiceDefinition extends grpc.ServiceDefinition {
  Connect: MethodDefinition<_quorate_v1_ConnectRequest, _quorate_v1_ConnectResponse, _quorate_v1_ConnectRequest__Output, _quorate_v1_ConnectResponse__Output>
  FetchFile: MethodDefinition<_quorate_v1_FetchFileRequest, _quorate_v1_FetchFileResponse, _quorate_v1_FetchFileRequest__Output, _quorate_v1_FetchFileResponse__Output>
}
