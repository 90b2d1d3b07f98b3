// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/env/envkeychain.h"

#include "env/envreading.h"
#include "gui/env/enveditor.h"
#include "secrets/secretreference.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// The value that the main loader reads now.
std::optional<QByteArray> valueOf(const EnvEditor &editor, const QByteArray &key)
{
    const EnvReading reading = readEnv(editor.document().bytes(), editor.profile().main);
    const auto found = std::ranges::find(reading.values, key, &EnvValue::key);
    return found == reading.values.cend() ? std::nullopt : found->value;
}

} // namespace

EnvKeychain::EnvKeychain(EnvEditor &editor, QObject *parent) : QObject(parent), m_editor(editor) { }

void EnvKeychain::setStore(SecretStore *store)
{
    if (m_store)
        m_store->disconnect(this);
    m_store = store;
    if (m_store) {
        connect(m_store.get(), &SecretStore::statusChanged, this, &EnvKeychain::statusChanged);
        m_store->probe();
    }
    Q_EMIT statusChanged();
}

SecretStoreStatus EnvKeychain::status() const
{
    if (m_store)
        return m_store->status();
    return {
        SecretStoreStatus::State::Missing, {}, tr("This program was started without a keychain.")};
}

Result<SecretName> EnvKeychain::nameFor(const QByteArray &key) const
{
    // Files of several environments have the same keys, but not the same secrets.
    QString file = QFileInfo(m_editor.path()).fileName();
    if (file == u".env"_s)
        file.clear();
    else if (file.startsWith(u".env."_s))
        file = file.mid(5) + u'.';
    else
        file = file.section(u".env"_s, 0, 0) + u'.';
    return SecretName::from(file + QString::fromUtf8(key));
}

void EnvKeychain::finish(const QByteArray &key, const Result<void> &done)
{
    if (done)
        Q_EMIT moved(key);
    else
        Q_EMIT failed(done.error());
}

void EnvKeychain::moveIn(const QByteArray &key)
{
    const std::optional<QByteArray> value = valueOf(m_editor, key);
    const Result<SecretName> name = nameFor(key);
    if (!m_store || !value || value->isEmpty() || !name) {
        Q_EMIT failed(!name ? name.error()
                            : Error{ErrorCode::Refused,
                                    !m_store ? status().advice
                                             : tr("%1 has no value that could be moved.")
                                                   .arg(QString::fromUtf8(key))});
        return;
    }
    const QString path = m_editor.path();
    m_store->write(*name, Secret(*value))
        .then(this, [this, key, name, path](const Result<void> &written) {
            if (!written || path != m_editor.path()) {
                finish(key, written);
                return;
            }
            finish(key, m_editor.setValue(key, secretReference(*name).toUtf8()));
        });
}

void EnvKeychain::bringBack(const QByteArray &key)
{
    const std::optional<QByteArray> value = valueOf(m_editor, key);
    const Result<SecretName> name
        = nameInSecretReference(QString::fromUtf8(value.value_or(QByteArray())));
    if (!m_store || !name) {
        Q_EMIT failed(name ? Error{ErrorCode::Refused, status().advice} : name.error());
        return;
    }
    const QString path = m_editor.path();
    m_store->read(*name).then(this, [this, key, path](const Result<std::shared_ptr<Secret>> &read) {
        if (!read || path != m_editor.path()) {
            finish(key, read.transform([](const auto &) { }));
            return;
        }
        finish(key, m_editor.setValue(key, (*read)->revealForUse().toByteArray()));
    });
}

} // namespace slipway
