// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/roadmappainter.h"
#include "workspace/workspaceconfig.h"

namespace slipway {

/// A roadmap as bytes of an SVG or PNG file. Needs a QGuiApplication.
class RoadmapPicture
{
public:
    enum class Format { Svg, Png };

    /// `state` may be nullptr: nothing has run. `config` gives roles and servers their names; it
    /// may be nullptr as well.
    RoadmapPicture(const Plan &plan, const RunState *state, const WorkspaceConfig *config);

    QByteArray bytes(Format format, ThemeMode mode) const;
    Result<void> save(const QString &path, ThemeMode mode) const; ///< by the file's ending

private:
    const Plan &m_plan;
    const RunState *m_state;
    QMap<RoleId, QString> m_roleNames;
    QMap<StepId, int> m_hostCounts;
};

} // namespace slipway
