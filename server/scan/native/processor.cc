#include "processor.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "failure.h"

namespace likeness {
namespace {

#if defined(__x86_64__)
// Intel SDM, CPUID leaf 7, subleaf 1, EAX bit 4; __builtin_cpu_supports has learnt of it only later.
bool HasAvxVnni() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 4)) && __builtin_cpu_supports("avx2");
}

bool HasF16c() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C);
}

bool HasAvx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && HasF16c(); }

bool HasAvx512() {
  return HasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vnni");
}
#endif

}  // namespace

const std::vector<const Kernels*>& RunnableKernels() {
  static const std::vector<const Kernels*> runnable = [] {
    std::vector<const Kernels*> found;
#if defined(__x86_64__)
    if (HasAvx512()) found.push_back(&kAvx512Kernels);
    if (HasAvx2() && HasAvxVnni()) found.push_back(&kAvxVnniKernels);
    if (HasAvx2()) found.push_back(&kAvx2Kernels);
#endif
    found.push_back(&kPortableKernels);
    return found;
  }();
  return runnable;
}

const Kernels& KernelsNamed(const std::string& name) {
  for (const Kernels* kernels : RunnableKernels()) {
    if (name.empty() || name == kernels->name) return *kernels;
  }
  throw CodedError("not_supported", "LIKENESS_SCAN_KERNELS=" + name + " does not run on this processor");
}

std::vector<std::string> ProcessorFeatures() {
  std::vector<std::string> found;
#if defined(__x86_64__)
  // The names have to be literals, hence no loop.
  if (__builtin_cpu_supports("sse4.2")) found.push_back("sse4.2");
  if (__builtin_cpu_supports("avx2")) found.push_back("avx2");
  if (__builtin_cpu_supports("fma")) found.push_back("fma");
  if (HasF16c()) found.push_back("f16c");
  if (HasAvxVnni()) found.push_back("avxvnni");
  if (__builtin_cpu_supports("avx512f")) found.push_back("avx512f");
  if (__builtin_cpu_supports("avx512vnni")) found.push_back("avx512vnni");
#elif defined(__aarch64__)
  found.push_back("neon");  // part of every 64-bit ARM
#endif
  return found;
}

}  // namespace likeness
