// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/roadmappicture.h"

#include "base/outputfile.h"
#include "run/actiontexts.h"

#include <QBuffer>
#include <QImage>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
/// Chains wrap to this width, so that a picture is not one long line.
constexpr double wrapWidth = 1600;
constexpr double pictureScale = 1.5;
} // namespace

RoadmapPicture::RoadmapPicture(const Plan &plan, const RunState *state,
                               const WorkspaceConfig *config)
    : m_plan(plan)
    , m_state(state)
{
    if (!config)
        return;
    for (const Role &role : config->roles)
        m_roleNames.insert(role.id, role.name);
    const Environment *environment = config->inUse();
    for (const Phase &phase : plan.phases) {
        for (const Step &step : phase.steps) {
            const QStringList on = hostsOf(step.action);
            if (on.isEmpty() || !environment)
                continue;
            if (const auto servers = StepResolver::serversOf(on, environment->servers))
                m_hostCounts.insert(step.id, int(servers->size()));
        }
    }
}

QByteArray RoadmapPicture::bytes(Format format, ThemeMode mode) const
{
    RoadmapLayout::Options options;
    options.wrapWidth = wrapWidth;
    const RoadmapLayout layout = RoadmapLayout::of(m_plan, PlanGraph(m_plan), options);
    RoadmapPainter::Scene scene;
    scene.plan = &m_plan;
    scene.layout = &layout;
    scene.state = m_state;
    scene.hostCounts = m_hostCounts;
    scene.roleNames = m_roleNames;
    scene.now = QDateTime::currentDateTimeUtc();
    if (format == Format::Svg)
        return roadmapToSvg(scene, mode);
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    roadmapToImage(scene, mode, pictureScale).save(&buffer, "PNG");
    return png;
}

Result<void> RoadmapPicture::save(const QString &path, ThemeMode mode) const
{
    const Format format = path.endsWith(".png"_L1, Qt::CaseInsensitive) ? Format::Png : Format::Svg;
    return writeOutputFile(path, bytes(format, mode));
}

} // namespace slipway
