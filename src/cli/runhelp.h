// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/answersfile.h"
#include "cli/commandspec.h"
#include "cli/runreporter.h"

namespace slipway {

class Console;

/// What `run`, `resume` and `demo run` share.
QList<std::pair<int, QString>> runExitCodes();
QList<OptionSpec> drivingOptions();
std::unique_ptr<RunReporter> reporterFor(const Console &console, const Arguments &arguments);
/// nullopt in the result when no file was named. Fails with every diagnostic of the file.
Result<std::optional<AnswersFile>> answersFor(const Arguments &arguments, const Plan &plan);
Result<AnswersFile> readAnswers(const QString &path, const Plan &plan);
/// `NAME=VALUE` words; fails on one without `=` or without a name.
Result<QMap<QString, QString>> inputsOf(const QStringList &words);

} // namespace slipway
