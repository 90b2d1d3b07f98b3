// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/textcollector.h"

namespace slipway {

/// Reads the action of a step, in its short or its long form.
class ActionReader
{
public:
    ActionReader(FieldReader &fields, TextCollector &texts) : m_fields(fields), m_texts(texts) { }

    /// `key` is one of names::actions(). Gives as much as could be read.
    Action read(const QString &key, const YamlNode &node);

    /// Places noted since the last call: "metrics", "option/NAME".
    QHash<QString, SourcePlace> takePlaces() { return std::exchange(m_places, {}); }

private:
    using Kind = TextUse::Kind;

    RunAction readRun(const YamlNode &node);
    SshAction readSsh(const YamlNode &node);
    std::optional<Rolling> readRolling(const YamlNode &node);
    void readRollingSize(const YamlNode &node, Rolling &rolling);
    UploadAction readUpload(const YamlNode &node);
    HttpAction readHttp(const YamlNode &node);
    void checkExpectation(const YamlNode &node);
    EnvAction readEnv(const YamlNode &node);
    ManualAction readManual(const YamlNode &node);
    GateAction readGate(const YamlNode &node);
    Approvals readApprovals(const YamlNode &node);
    DecisionAction readDecision(const YamlNode &node);
    void readOptions(const YamlNode &node, QList<DecisionOption> &options);
    WaitAction readWait(const YamlNode &node);
    NotifyAction readNotify(const YamlNode &node);
    PlanAction readPlanAction(const YamlNode &node);

    QStringList readTargets(const YamlNode &node);
    const YamlNode *value(const YamlNode &node, const QString &key) const;
    const YamlNode *required(const YamlNode &node, const QString &key);
    void readText(const YamlNode &node, const QString &key, Kind kind, QString &text);
    void readDuration(const YamlNode &node, const QString &key, milliseconds &duration);
    void readDuration(const YamlNode &node, const QString &key,
                      std::optional<milliseconds> &duration);
    template<typename Enum>
    void readChoice(const YamlNode &node, const QString &key, const QStringList &names,
                    Enum &choice);
    void readFlag(const YamlNode &node, const QString &key, bool &flag);

    FieldReader &m_fields;
    TextCollector &m_texts;
    QString m_shape; ///< of the map being read
    QHash<QString, SourcePlace> m_places;
};

template<typename Enum>
void ActionReader::readChoice(const YamlNode &node, const QString &key, const QStringList &names,
                              Enum &choice)
{
    const YamlNode *found = value(node, key);
    const auto index = found ? m_fields.choice(*found, names) : std::nullopt;
    if (index)
        choice = static_cast<Enum>(*index);
}

} // namespace slipway
