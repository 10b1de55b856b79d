#include "failure.h"

#include <new>

#include "addon_name.h"

namespace likeness {

Failure CurrentFailure() {
  try {
    throw;
  } catch (const CodedError& error) {
    return {error.code, error.what()};
  } catch (const std::bad_alloc&) {
    return {"out_of_memory", "not enough memory"};
  } catch (const std::length_error&) {
    return {"out_of_memory", "more than a vector can hold"};
  } catch (const std::exception& error) {
    return {kAddonName, error.what()};
  } catch (...) {
    return {kAddonName, "an exception of an unknown kind"};
  }
}

}  // namespace likeness
