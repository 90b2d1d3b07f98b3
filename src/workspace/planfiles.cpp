// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/planfiles.h"

#include "plan/planreader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Workspace)
};

constexpr qint64 largestPlan = 16 * 1024 * 1024;

QString shownPath(const QString &folder, const QString &absolute)
{
    const QString relative = QDir(folder).relativeFilePath(absolute);
    return relative.startsWith("../"_L1) || QDir::isAbsolutePath(relative) ? absolute : relative;
}

} // namespace

QString absolutePlanPath(const QString &folder, const QString &path)
{
    const QString absolute = QDir::cleanPath(QDir(folder).absoluteFilePath(path));
    const QString canonical = QFileInfo(absolute).canonicalFilePath();
    return canonical.isEmpty() ? absolute : canonical;
}

Result<PlanFile> readPlanFile(const QString &folder, const QString &path)
{
    const QString absolute = QDir::cleanPath(QDir(folder).absoluteFilePath(path));
    QFile file(absolute);
    if (!QFileInfo(absolute).isFile()) {
        return failure(ErrorCode::NotFound,
                       Words::tr("There is no plan %1 in this workspace.").arg(path));
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorCode::Io,
                       Words::tr("The plan %1 cannot be read: %2.").arg(path, file.errorString()));
    }
    if (file.size() > largestPlan) {
        return failure(ErrorCode::InvalidInput, Words::tr("%1 is too large for a plan.").arg(path));
    }
    PlanFile plan;
    plan.path = shownPath(folder, absolute);
    plan.text = file.readAll();
    PlanReading reading = slipway::readPlan(plan.text);
    plan.plan = std::move(reading.plan);
    plan.diagnostics = std::move(reading.diagnostics);
    return plan;
}

Result<void> refuseFaulty(const QString &file, const QList<Diagnostic> &diagnostics)
{
    QStringList lines;
    QString first;
    for (const Diagnostic &diagnostic : diagnostics) {
        if (diagnostic.severity != Diagnostic::Severity::Error)
            continue;
        if (lines.isEmpty())
            first = diagnostic.message;
        lines.append(formatDiagnostic(file, diagnostic));
    }
    if (lines.isEmpty())
        return {};
    const QString message = lines.size() == 1
        ? first
        : Words::tr("%1 There is more: %n fault(s) in all.", nullptr, int(lines.size())).arg(first);
    return failure(ErrorCode::InvalidInput, message, lines.join(u'\n'));
}

} // namespace slipway
