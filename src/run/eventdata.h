// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runstate.h"

#include <QJsonArray>
#include <QJsonObject>

/// How values stand in RunEvent::data: one place that writes and reads each shape.
namespace slipway::eventdata {

QJsonObject fromError(const Error &error);
/// nullopt for an absent or empty object.
std::optional<Error> toError(const QJsonValue &value);

QJsonArray fromStrings(const QStringList &texts);
QStringList toStrings(const QJsonValue &value);

QJsonArray fromHosts(const QList<ServerId> &hosts);
QList<ServerId> toHosts(const QJsonValue &value);

QJsonArray fromSteps(const QList<StepId> &steps);
QList<StepId> toSteps(const QJsonValue &value);

QJsonObject fromTexts(const QMap<QString, QString> &texts);
QMap<QString, QString> toTexts(const QJsonValue &value);

/// ISO 8601, UTC, milliseconds; an invalid time is an empty text.
QString fromTime(const QDateTime &time);
QDateTime toTime(const QJsonValue &value);

/// The data of a QuestionAsked event; step, attempt and time stand in the event itself.
QJsonObject fromQuestion(const Question &question);
Question toQuestion(const RunEvent &event);

/// "succeeded", "warned", "failed", "cancelled".
StepState toStepState(const QString &outcome);

} // namespace slipway::eventdata
