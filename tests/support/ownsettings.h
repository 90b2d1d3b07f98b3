// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QSettings>
#include <QTemporaryDir>

/// Settings of a test's own instead of the person's, gone with it. To be made after the
/// application.
class OwnSettings
{
public:
    explicit OwnSettings(const QString &application)
    {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
        QCoreApplication::setOrganizationName(QStringLiteral("slipway-test"));
        QCoreApplication::setApplicationName(application);
    }

    QString path() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
};
