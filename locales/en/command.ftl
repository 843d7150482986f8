# What commands say of unusable input
command-no-programme = --programme { $id }: no such programme in { $folder } (there are: { $ids })
command-no-programmes = the folder of programmes { $folder }: { $reason }. Name it with --programmes, with MAMORI_PROGRAMMES, or with the key programmes of the configuration.
command-no-course = { $count ->
    [0] --course { $id }: { $programme } has no courses; leave the option out
   *[other] --course { $id }: { $programme } has no such course (there are: { $ids })
}
command-applicant-unreadable = --applicant { $file }: the file cannot be read: { $reason }
command-applicant-no-json = --applicant { $file }: not JSON, line { $line }, column { $column }
command-unknown-past = warning: past_programmes: nobody here knows "{ $id }"; it has no effect on { $programme }. If it is not an older programme, check the spelling.
