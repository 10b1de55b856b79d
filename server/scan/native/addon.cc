// What `require("build/scan.node")` answers.

#include <napi.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "addon_name.h"
#include "arguments.h"
#include "crc32c.h"
#include "environment.h"
#include "job.h"
#include "paths.h"
#include "pool.h"
#include "processor.h"
#include "scan_object.h"
#include "scope_object.h"
#include "snapshot.h"

namespace likeness {

const char kAddonName[] = "scan";

namespace {

Napi::Array ToArray(Napi::Env env, const std::vector<std::string>& texts) {
  Napi::Array array = Napi::Array::New(env, texts.size());
  for (uint32_t at = 0; at < texts.size(); at++) array.Set(at, texts[at]);
  return array;
}

// kernels(name): { chosen, runnable, cpu }
Napi::Value KernelsOf(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  std::vector<std::string> runnable;
  for (const Kernels* kernels : RunnableKernels()) runnable.emplace_back(kernels->name);
  Napi::Object object = Napi::Object::New(env);
  try {
    object.Set("chosen", KernelsNamed(TextAt(info, 0, "kernels", 16, 0)).name);
  } catch (const CodedError&) {
    throw ToJavaScript(env, CurrentFailure());
  }
  object.Set("runnable", ToArray(env, runnable));
  object.Set("cpu", ToArray(env, ProcessorFeatures()));
  return object;
}

// setThreads(count)
void SetThreads(const Napi::CallbackInfo& info) {
  Pool::Shared().Resize(static_cast<size_t>(IntegerAt(info, 0, "threads", 1, 256)));
}

// readSnapshotAbout(path): Promise<{ about, dimension, size, version }>
Napi::Value SnapshotAboutOf(const Napi::CallbackInfo& info) {
  const std::string path = PathAt(info, 0);
  const auto about = std::make_shared<SnapshotAbout>();
  return Job::Start(
      info, nullptr, [=](const Cancellation&) { *about = ReadSnapshotAbout(path); },
      [about](Napi::Env env) {
        Napi::Object object = Napi::Object::New(env);
        object.Set("about", about->about);
        object.Set("dimension", about->dimension);
        object.Set("size", static_cast<double>(about->rows));
        object.Set("version", about->version);
        return object;
      });
}

// scrubSnapshot(path, labels): Promise<number>
Napi::Value Scrub(const Napi::CallbackInfo& info) {
  const std::string path = PathAt(info, 0);
  const auto labels = LabelsAt(info, 1, "labels");
  const auto erased = std::make_shared<size_t>(0);
  return Job::Start(
      info, nullptr,
      [=](const Cancellation& asked) {
        std::vector<int64_t> sorted(labels.begin(), labels.end());
        std::sort(sorted.begin(), sorted.end());
        sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
        *erased = ScrubSnapshot(path, sorted, asked);
      },
      [erased](Napi::Env env) { return Napi::Number::New(env, static_cast<double>(*erased)); });
}

// crc32c(bytes, portable), for tests
Napi::Value Crc32cOf(const Napi::CallbackInfo& info) {
  const auto bytes = BytesAt(info, 0, "bytes");
  const bool portable = BooleanAt(info, 1, "portable");
  const uint32_t crc = portable ? PortableCrc32c(bytes.data, bytes.size) : Crc32c(bytes.data, bytes.size);
  return Napi::Number::New(info.Env(), crc);
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  Environment::Open(env);
  exports.Set("Scan", ScanObject::Define(env));
  exports.Set("Scope", ScopeObject::Define(env));
  exports.Set("kernels", Napi::Function::New(env, KernelsOf, "kernels"));
  exports.Set("setThreads", Napi::Function::New(env, SetThreads, "setThreads"));
  exports.Set("readSnapshotAbout", Napi::Function::New(env, SnapshotAboutOf, "readSnapshotAbout"));
  exports.Set("scrubSnapshot", Napi::Function::New(env, Scrub, "scrubSnapshot"));
  exports.Set("crc32c", Napi::Function::New(env, Crc32cOf, "crc32c"));
  return exports;
}

}  // namespace
}  // namespace likeness

using likeness::Init;

NODE_API_MODULE(likeness_scan, Init)
