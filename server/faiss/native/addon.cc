// What `require("build/faiss.node")` answers.

#include <faiss/utils/distances.h>
#include <napi.h>

#include "addon_name.h"
#include "describe.h"
#include "environment.h"
#include "index_object.h"
#include "openblas.h"

namespace likeness {

const char kAddonName[] = "faiss";

}  // namespace likeness

namespace {

// Settings that are one for the whole process.
void SetUpArithmetic() {
  // A search runs on the one core it was given, and others beside it; OpenBLAS would take them all for each.
  if (openblas_set_num_threads) openblas_set_num_threads(1);
  // Faiss leaves exact search to BLAS from 20 queries on and has its own loops below. In a Faiss built for
  // any x86-64, as Debian's, those are scalar, while OpenBLAS picks kernels for the processor it finds: with
  // 100,000 vectors of 512 floats one inner product query took 41 ms and takes 17, nineteen 789 and 49.
  faiss::distance_compute_blas_threshold = 1;
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  SetUpArithmetic();
  likeness::Environment::Open(env);
  exports.Set("Index", likeness::IndexObject::Define(env));
  exports.Set("faissVersion", Napi::Function::New(env, likeness::FaissVersion, "faissVersion"));
  exports.Set("simd", Napi::Function::New(env, likeness::Simd, "simd"));
  return exports;
}

}  // namespace

NODE_API_MODULE(likeness_faiss, Init)
