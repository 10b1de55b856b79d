#include "scan_object.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "arguments.h"
#include "environment.h"
#include "failure.h"
#include "job.h"
#include "paths.h"
#include "processor.h"
#include "scope_object.h"
#include "snapshot_format.h"
#include "typed_array.h"

namespace likeness {
namespace {

constexpr int64_t kMostThreads = 256;
// What V8 is told of an index at most. Enough for one that nobody closes to be collected; of hundreds of megabytes
// it would collect again and again, which takes the event loop longer than all that is done here.
constexpr int64_t kMostTold = 8 << 20;

Codes CodesAt(const Napi::CallbackInfo& info, size_t at) {
  const std::string codes = TextAt(info, at, "codes", 3);
  if (codes == "f32") return Codes::kNone;
  if (codes == "f16") return Codes::kHalves;
  if (codes == "i8") return Codes::kBytes;
  throw CodedError("bad_argument", "codes must be \"f32\", \"f16\" or \"i8\"");
}

Napi::Value Nothing(Napi::Env env) { return env.Undefined(); }

// The fields that both answers have.
template <typename Answer>
Napi::Object ToObject(Napi::Env env, Answer& answer) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("labels", ToTypedArray<Napi::BigInt64Array>(env, std::move(answer.labels)));
  object.Set("scores", ToTypedArray<Napi::Float32Array>(env, std::move(answer.scores)));
  object.Set("compared", static_cast<double>(answer.compared));
  object.Set("reranked", static_cast<double>(answer.reranked));
  return object;
}

}  // namespace

Napi::Function ScanObject::Define(Napi::Env env) {
  return DefineClass(env, "Scan",
                     {
                         InstanceMethod("add", &ScanObject::Add),
                         InstanceMethod("remove", &ScanObject::Remove),
                         InstanceMethod("has", &ScanObject::Has),
                         InstanceMethod("labels", &ScanObject::Labels),
                         InstanceMethod("vectors", &ScanObject::Vectors),
                         InstanceMethod("search", &ScanObject::Search),
                         InstanceMethod("atLeast", &ScanObject::AtLeast),
                         InstanceMethod("write", &ScanObject::Write),
                         InstanceMethod("load", &ScanObject::Load),
                         InstanceMethod("close", &ScanObject::Close),
                         InstanceAccessor("size", &ScanObject::Size, nullptr),
                         InstanceAccessor("bytes", &ScanObject::Bytes, nullptr),
                     });
}

ScanObject::ScanObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ScanObject>(info) {
  try {
    const auto dimension = static_cast<size_t>(IntegerAt(info, 0, "dimension", 1, kMostDimensions));
    const Codes codes = CodesAt(info, 1);
    const auto threads = static_cast<size_t>(IntegerAt(info, 2, "threads", 1, kMostThreads));
    const Kernels& kernels = KernelsNamed(TextAt(info, 3, "kernels", 16, 0));
    index_ = std::make_shared<ScanIndex>(dimension, codes, kernels, threads);
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    throw ToJavaScript(info.Env(), CurrentFailure());
  }
  Account(info.Env());
}

Napi::Value ScanObject::Add(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto vectors = FloatsAt(info, 1, "vectors");
  return Start(info, nullptr, [=](ScanIndex& index, const Cancellation& asked) { index.Add(labels, vectors, asked); },
               Nothing);
}

Napi::Value ScanObject::Remove(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto removed = std::make_shared<size_t>(0);
  return Start(
      info, nullptr, [=](ScanIndex& index, const Cancellation&) { *removed = index.Remove(labels); },
      [removed](Napi::Env env) { return Napi::Number::New(env, static_cast<double>(*removed)); });
}

Napi::Value ScanObject::Has(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto present = std::make_shared<std::vector<uint8_t>>();
  return Start(
      info, nullptr, [=](ScanIndex& index, const Cancellation&) { *present = index.Has(labels); },
      [present](Napi::Env env) { return ToTypedArray<Napi::Uint8Array>(env, std::move(*present)); });
}

Napi::Value ScanObject::Labels(const Napi::CallbackInfo& info) {
  const auto labels = std::make_shared<std::vector<int64_t>>();
  return Start(
      info, nullptr, [=](ScanIndex& index, const Cancellation&) { *labels = index.Labels(); },
      [labels](Napi::Env env) { return ToTypedArray<Napi::BigInt64Array>(env, std::move(*labels)); });
}

Napi::Value ScanObject::Vectors(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto vectors = std::make_shared<std::vector<float>>();
  return Start(
      info, nullptr, [=](ScanIndex& index, const Cancellation&) { *vectors = index.Vectors(labels); },
      [vectors](Napi::Env env) { return ToTypedArray<Napi::Float32Array>(env, std::move(*vectors)); });
}

Napi::Value ScanObject::Search(const Napi::CallbackInfo& info) {
  const auto queries = FloatsAt(info, 0, "queries");
  const auto k = static_cast<size_t>(IntegerAt(info, 1, "k", 1, std::numeric_limits<int32_t>::max()));
  const auto scope = ScopeObject::At(info, 2);
  const auto found = std::make_shared<Found>();
  return Start(
      info, FlagAt(info, 3),
      [=](ScanIndex& index, const Cancellation& asked) { *found = index.Search(queries, k, scope.get(), asked); },
      [found](Napi::Env env) {
        Napi::Object object = ToObject(env, *found);
        object.Set("k", static_cast<double>(found->k));
        return object;
      });
}

Napi::Value ScanObject::AtLeast(const Napi::CallbackInfo& info) {
  const auto queries = FloatsAt(info, 0, "queries");
  const double score = NumberAt(info, 1, "score");
  if (std::fabs(score) > static_cast<double>(std::numeric_limits<float>::max())) {
    ThrowBadArgument(info.Env(), "score must be in the range of floats");
  }
  // The float above where it is none itself: a score at or above the one is at or above the other.
  auto least = static_cast<float>(score);
  if (static_cast<double>(least) < score) least = std::nextafterf(least, std::numeric_limits<float>::infinity());
  const auto scope = ScopeObject::At(info, 2);
  const auto found = std::make_shared<FoundRanges>();
  return Start(
      info, FlagAt(info, 3),
      [=](ScanIndex& index, const Cancellation& asked) {
        *found = index.AtLeast(queries, least, scope.get(), asked);
      },
      [found](Napi::Env env) {
        Napi::Object object = ToObject(env, *found);
        object.Set("starts", ToTypedArray<Napi::Uint32Array>(env, std::move(found->starts)));
        return object;
      });
}

Napi::Value ScanObject::Write(const Napi::CallbackInfo& info) {
  const std::string path = PathAt(info, 0);
  const std::string about = TextAt(info, 1, "about", kLongestAbout, 0);
  return Start(
      info, nullptr, [=](ScanIndex& index, const Cancellation& asked) { index.Write(path, about, asked); }, Nothing);
}

Napi::Value ScanObject::Load(const Napi::CallbackInfo& info) {
  const std::string path = PathAt(info, 0);
  const bool mapped = BooleanAt(info, 1, "mapped");
  const bool trusted = BooleanAt(info, 2, "trusted");
  return Start(
      info, nullptr,
      [=](ScanIndex& index, const Cancellation& asked) { index.Load(path, mapped, trusted, asked); }, Nothing);
}

void ScanObject::Close(const Napi::CallbackInfo& info) {
  Environment::Discard(std::exchange(index_, nullptr));
  Account(info.Env());
}

Napi::Value ScanObject::Size(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), index_ ? static_cast<double>(index_->size()) : 0);
}

Napi::Value ScanObject::Bytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), index_ ? static_cast<double>(index_->bytes()) : 0);
}

Napi::Value ScanObject::Start(const Napi::CallbackInfo& info, const int32_t* flag, Work work, Settle settle) {
  if (!index_) throw ToJavaScript(info.Env(), {"closed", "the index is closed"});
  return Job::Start(
      info, flag,
      [index = index_, work = std::move(work)](const Cancellation& cancellation) { work(*index, cancellation); },
      // The job holds on to this object, so `this` is there.
      [this, settle = std::move(settle)](Napi::Env env) {
        Account(env);
        return settle(env);
      });
}

void ScanObject::Account(Napi::BasicEnv env) {
  const int64_t bytes = index_ ? std::min(static_cast<int64_t>(index_->bytes()), kMostTold) : 0;
  Napi::MemoryManagement::AdjustExternalMemory(env, bytes - accounted_);
  accounted_ = bytes;
}

void ScanObject::Finalize(Napi::BasicEnv env) {
  Environment::Discard(std::exchange(index_, nullptr));
  Account(env);
}

}  // namespace likeness
