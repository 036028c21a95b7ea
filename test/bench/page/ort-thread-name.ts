/** By its name the worker knows that it is not one of onnxruntime's threads. */
export const ORT_THREAD_NAME = "onnxruntime";
