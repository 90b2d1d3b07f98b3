// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Headers nearly every file includes; each file still includes what it uses.
#include <QByteArray>
#include <QDateTime>
#include <QFuture>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <variant>
