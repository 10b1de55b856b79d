#include "describe.h"

#include <faiss/Index.h>
#include <faiss/utils/utils.h>

#include <string>
#include <vector>

#include "gpu.h"
#include "openblas.h"

namespace likeness {
namespace {

std::vector<std::string> CpuFeatures() {
  std::vector<std::string> found;
#if defined(__x86_64__)
  // The names have to be literals, hence no loop.
  if (__builtin_cpu_supports("sse4.2")) found.push_back("sse4.2");
  if (__builtin_cpu_supports("avx")) found.push_back("avx");
  if (__builtin_cpu_supports("avx2")) found.push_back("avx2");
  if (__builtin_cpu_supports("fma")) found.push_back("fma");
  if (__builtin_cpu_supports("avx512f")) found.push_back("avx512f");
#elif defined(__aarch64__)
  found.push_back("neon");  // part of every 64-bit ARM
#endif
  return found;
}

std::string Trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

Napi::Value Describe(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::vector<std::string> features = CpuFeatures();
  Napi::Array cpu = Napi::Array::New(env, features.size());
  for (uint32_t at = 0; at < features.size(); at++) cpu.Set(at, features[at]);

  Napi::Object described = Napi::Object::New(env);
  described.Set("version", std::to_string(FAISS_VERSION_MAJOR) + "." + std::to_string(FAISS_VERSION_MINOR) + "." +
                               std::to_string(FAISS_VERSION_PATCH));
  described.Set("compiled", Trimmed(faiss::get_compile_options()));
  described.Set("cpu", cpu);
  described.Set("blas", env.Null());
  if (openblas_get_corename) described.Set("blas", openblas_get_corename());
  described.Set("devices", Devices());
  return described;
}

}  // namespace likeness
