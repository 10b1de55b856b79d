// What this process computes with, as far as it can be told.
#pragma once

#include <napi.h>

namespace likeness {

// "1.7.3": of the headers this addon was compiled with, which are those of the library when that is static.
Napi::Value FaissVersion(const Napi::CallbackInfo& info);

// { library: what Faiss says it was compiled for, cpu: what the processor offers, blas: the kernels OpenBLAS
// chose for it, or null with another BLAS }. The processor offering AVX2 does not mean that Faiss uses it.
Napi::Value Simd(const Napi::CallbackInfo& info);

}  // namespace likeness
