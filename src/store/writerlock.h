// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <memory>

namespace slipway {

/// The right to write a journal: an flock()ed file beside it. The kernel takes it back when the
/// holder dies, so that there is no stale lock. The file itself stays.
class WriterLock
{
public:
    /// Refused with the holder named, when another one writes; Io when the file cannot be made.
    static Result<std::unique_ptr<WriterLock>> take(const QString &path);
    ~WriterLock();
    Q_DISABLE_COPY_MOVE(WriterLock)

private:
    explicit WriterLock(int descriptor) : m_descriptor(descriptor) { }

    int m_descriptor;
};

} // namespace slipway
