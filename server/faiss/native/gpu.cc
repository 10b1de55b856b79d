#include "gpu.h"

#include <string>
#include <utility>

#include "failure.h"

#ifdef LIKENESS_FAISS_GPU
#include <faiss/gpu/GpuCloner.h>
#include <faiss/gpu/GpuClonerOptions.h>
#include <faiss/gpu/GpuIndexIVF.h>
#include <faiss/gpu/StandardGpuResources.h>
#include <faiss/gpu/utils/DeviceUtils.h>

#include <mutex>
#include <vector>
#endif

namespace likeness {

#ifdef LIKENESS_FAISS_GPU

namespace {

// One for each device and for the process: each sets a part of the device's memory apart. Never freed, for the driver
// may be gone when the process ends.
faiss::gpu::StandardGpuResources& ResourcesOf(int device) {
  static std::mutex mutex;
  static auto* const resources = new std::vector<std::unique_ptr<faiss::gpu::StandardGpuResources>>();
  std::lock_guard<std::mutex> lock(mutex);
  const auto at = static_cast<size_t>(device);
  if (resources->size() <= at) resources->resize(at + 1);
  auto& one = (*resources)[at];
  if (!one) one = std::make_unique<faiss::gpu::StandardGpuResources>();
  return *one;
}

// Up to 1.7.3 by a function, later by a field.
template <typename Lists>
auto Set(Lists& lists, size_t nprobe, int) -> decltype(lists.setNumProbes(0), void()) {
  lists.setNumProbes(static_cast<int>(nprobe));
}
template <typename Lists>
void Set(Lists& lists, size_t nprobe, long) {
  lists.nprobe = nprobe;
}

}  // namespace

int Devices() {
  try {
    return faiss::gpu::getNumDevices();
  } catch (...) {
    // No driver.
    return 0;
  }
}

std::unique_ptr<faiss::Index> ToDevice(std::unique_ptr<faiss::Index> index, int device) {
  if (device >= Devices()) {
    throw CodedError("not_supported", "there is no device " + std::to_string(device) + " of CUDA");
  }
  faiss::gpu::GpuClonerOptions options;
  options.useFloat16 = true;
  // Ours are 64 bits long.
  options.indicesOptions = faiss::gpu::INDICES_64_BIT;
  return std::unique_ptr<faiss::Index>(
      faiss::gpu::index_cpu_to_gpu(&ResourcesOf(device), device, index.get(), &options));
}

void SetProbes(faiss::Index& index, size_t nprobe) {
  if (auto* lists = dynamic_cast<faiss::gpu::GpuIndexIVF*>(&index)) Set(*lists, nprobe, 0);
}

#else

int Devices() { return 0; }

std::unique_ptr<faiss::Index> ToDevice(std::unique_ptr<faiss::Index>, int) {
  throw CodedError("not_supported", "this Faiss was built without CUDA");
}

void SetProbes(faiss::Index&, size_t) {}

#endif

}  // namespace likeness
