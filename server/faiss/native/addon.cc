// What `require("build/faiss.node")` answers.

#include <faiss/utils/distances.h>
#include <faiss/utils/utils.h>
#include <napi.h>

#include <memory>
#include <string>

#include "addon_name.h"
#include "arguments.h"
#include "binary_object.h"
#include "describe.h"
#include "environment.h"
#include "index_object.h"
#include "interrupt.h"
#include "job.h"
#include "kmeans.h"
#include "openblas.h"
#include "typed_array.h"

namespace likeness {

const char kAddonName[] = "faiss";

namespace {

// Settings that are one for the whole process.
void SetUpArithmetic() {
  // A search runs on the one core it was given, and others beside it; OpenBLAS would take them all for each.
  if (openblas_set_num_threads) openblas_set_num_threads(1);
  // Faiss leaves exact search to BLAS from 20 queries on and has its own loops below. In a Faiss built for any x86-64,
  // as Debian's, those are scalar, while OpenBLAS picks kernels for the processor it finds: with 100,000 vectors of 512
  // floats one inner product query took 41 ms and takes 17, nineteen 789 and 49. Those for AVX2 are the faster ones up
  // to some six queries.
  const bool is_wide = faiss::get_compile_options().find("AVX") != std::string::npos;
  faiss::distance_compute_blas_threshold = is_wide ? 6 : 1;
  InstallInterrupt();
}

// kmeans(vectors, { dimension, clusters, iterations, seed, spherical, threads } in this order, flag)
Napi::Value KmeansOf(const Napi::CallbackInfo& info) {
  const auto vectors = FloatsAt(info, 0, "vectors");
  KmeansOptions options;
  options.dimension = static_cast<int>(IntegerAt(info, 1, "dimension", 1, 65536));
  options.clusters = static_cast<int>(IntegerAt(info, 2, "clusters", 1, 1 << 20));
  options.iterations = static_cast<int>(IntegerAt(info, 3, "iterations", 1, 10'000));
  options.seed = static_cast<int>(IntegerAt(info, 4, "seed", 0, INT32_MAX));
  options.spherical = BooleanAt(info, 5, "spherical");
  options.threads = static_cast<int>(IntegerAt(info, 6, "threads", 1, 256));
  const auto clusters = std::make_shared<Clusters>();
  return Job::Start(
      info, FlagAt(info, 7),
      [=](const Cancellation& asked) { OrCancelled(asked, [&] { *clusters = Kmeans(vectors, options, asked); }); },
      [clusters](Napi::Env env) {
        Napi::Object answer = Napi::Object::New(env);
        answer.Set("centres", ToTypedArray<Napi::Float32Array>(env, std::move(clusters->centres)));
        answer.Set("assignments", ToTypedArray<Napi::Int32Array>(env, std::move(clusters->assignments)));
        answer.Set("objective", ToTypedArray<Napi::Float32Array>(env, std::move(clusters->objective)));
        return answer;
      });
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  SetUpArithmetic();
  Environment::Open(env);
  exports.Set("Index", IndexObject::Define(env));
  exports.Set("BinaryIndex", BinaryObject::Define(env));
  exports.Set("kmeans", Napi::Function::New(env, KmeansOf, "kmeans"));
  exports.Set("describe", Napi::Function::New(env, Describe, "describe"));
  return exports;
}

}  // namespace
}  // namespace likeness

using likeness::Init;

NODE_API_MODULE(likeness_faiss, Init)
