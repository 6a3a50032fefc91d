// Original file: proto/quorate/v1/enrol.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { EnrolRequest as _quorate_v1_EnrolRequest, EnrolRequest__Output as _quorate_v1_EnrolRequest__Output } from '../../quorate/v1/EnrolRequest.ts';
import type { EnrolResponse as _quorate_v1_EnrolResponse, EnrolResponse__Output as _quorate_v1_EnrolResponse__Output } from '../../quorate/v1/EnrolResponse.ts';
import type { RenewRequest as _quorate_v1_RenewRequest, RenewRequest__Output as _quorate_v1_RenewRequest__Output } from '../../quorate/v1/RenewRequest.ts';
import type { RenewResponse as _quorate_v1_RenewResponse, RenewResponse__Output as _quorate_v1_RenewResponse__Output } from '../../quorate/v1/RenewResponse.ts';

export interface EnrolServiceClient extends grpc.Client {
  Enrol(argument: _quorate_v1_EnrolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  Enrol(argument: _quorate_v1_EnrolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  Enrol(argument: _quorate_v1_EnrolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  Enrol(argument: _quorate_v1_EnrolRequest, callback: grpc.requestCallback<_quorate_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _quorate_v1_EnrolRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _quorate_v1_EnrolRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _quorate_v1_EnrolRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  enrol(argument: _quorate_v1_EnrolRequest, callback: grpc.requestCallback<_quorate_v1_EnrolResponse__Output>): grpc.ClientUnaryCall;
  
  Renew(argument: _quorate_v1_RenewRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _quorate_v1_RenewRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _quorate_v1_RenewRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _quorate_v1_RenewRequest, callback: grpc.requestCallback<_quorate_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _quorate_v1_RenewRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _quorate_v1_RenewRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _quorate_v1_RenewRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _quorate_v1_RenewRequest, callback: grpc.requestCallback<_quorate_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface EnrolServiceHandlers extends grpc.UntypedServiceImplementation {
  Enrol: grpc.handleUnaryCall<_quorate_v1_EnrolRequest__Output, _quorate_v1_EnrolResponse>;
  
  Renew: grpc.handleUnaryCall<_quorate_v1_RenewRequest__Output, _quorate_v1_RenewResponse>;
  
}

export interface EnrolServiceDefinition extends grpc.ServiceDefinition {
  Enrol: MethodDefinition<_quorate_v1_EnrolRequest, _quorate_v1_EnrolResponse, _quorate_v1_EnrolRequest__Output, _quorate_v1_EnrolResponse__Output>
  Renew: MethodDefinition<_quorate_v1_RenewRequest, _quorate_v1_RenewResponse, _quorate_v1_RenewRequest__Output, _quorate_v1_RenewResponse__Output>
}
